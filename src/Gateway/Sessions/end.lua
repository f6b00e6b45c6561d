-- Ends a session that its browser has left, whatever it is by now, and appends what is told of it. How it was left is remembered for a moment. What was left of
-- one that was ended from elsewhere goes as well, but its end was told before. What is no session stays.
-- KEYS[1] record   KEYS[2] its outbox   ARGV[1] events   ARGV[2] their life, ms   ARGV[3] channel   ARGV[4] how it was left
-- ARGV[5] for how long that is remembered, ms
local known = redis.call('HMGET', KEYS[1], 'access_token', 'ended')
if not known[1] and not known[2] then return {'gone'} end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'left', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
if known[1] then
  for event in string.gmatch(ARGV[1], '[^\n]+') do redis.call('RPUSH', KEYS[2], event) redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
end
redis.call('PUBLISH', ARGV[3], KEYS[1])
return {'current'}
