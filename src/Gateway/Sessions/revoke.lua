-- Ends a session from elsewhere. Sealed tokens cannot be read without the browser's cookie, so they wait until that shows up; all else goes. Without an
-- access token it is no session to anybody.
-- KEYS[1] record   ARGV[1] channel   ARGV[2] why   ARGV[3] 'sealed' where its tokens are kept
local known = redis.call('HMGET', KEYS[1], 'access_token', 'refresh_token', 'auth_server', 'refresh_expiry')
if not known[1] then return {'gone'} end
local rest = redis.call('PTTL', KEYS[1])
local before = redis.call('HGETALL', KEYS[1])
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'ended', ARGV[2], 'auth_server', known[3] or 'default', 'refresh_expiry', known[4] or '')
if ARGV[3] == 'sealed' then redis.call('HSET', KEYS[1], 'ended_access_token', known[1], 'refresh_token', known[2] or '') end
redis.call('PEXPIRE', KEYS[1], rest > 0 and rest or 1209600000)
redis.call('PUBLISH', ARGV[1], KEYS[1])
return {'current', before}
