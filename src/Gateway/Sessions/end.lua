-- Deletes a record, whatever it is by now, and what was left of one that was ended from elsewhere. What is no session stays.
-- KEYS[1] record   ARGV[1] channel
if not redis.call('HGET', KEYS[1], 'access_token') and not redis.call('HGET', KEYS[1], 'ended') then return {'gone'} end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[1], KEYS[1])
return {'current'}
