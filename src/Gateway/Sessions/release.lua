-- Gives a lease back unused, so that others need not wait for its end.
-- KEYS[1] record   ARGV[1] who holds it   ARGV[2] channel
if redis.call('HGET', KEYS[1], 'lease_owner') ~= ARGV[1] then return {'gone'} end
redis.call('HDEL', KEYS[1], 'lease_owner', 'lease_until')
redis.call('PUBLISH', ARGV[2], KEYS[1])
return {'current'}
