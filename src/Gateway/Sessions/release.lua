-- Gives a lease back unused, so that others need not wait for its end; who was told of it is told of this too.
-- KEYS[1] record   ARGV[1] which attempt holds it   ARGV[2] channel   ARGV[3] channel of the announcement
if redis.call('HGET', KEYS[1], 'lease_owner') ~= ARGV[1] then return {'gone'} end
redis.call('HDEL', KEYS[1], 'lease_owner', 'lease_until')
redis.pcall('PUBLISH', ARGV[3], ARGV[1] .. ' 0 0 ' .. KEYS[1])
redis.call('PUBLISH', ARGV[2], KEYS[1])
return {'current'}
