-- Deletes a record: whatever it is by now, or only while it is still the version known. What is no session stays.
-- KEYS[1] record   ARGV[1] channel   ARGV[2] version known ('' for any)
local known = redis.call('HMGET', KEYS[1], 'access_token', 'version')
if not known[1] then return {'gone'} end
if ARGV[2] ~= '' and (known[2] or '0') ~= ARGV[2] then return {'changed', redis.call('HGETALL', KEYS[1])} end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[1], KEYS[1])
return {'current'}
