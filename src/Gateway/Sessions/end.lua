-- Deletes a record, whatever it is by now, and appends what is told of it. What was left of one that was ended from elsewhere goes as well, but its end was
-- told before. What is no session stays.
-- KEYS[1] record   KEYS[2] its outbox   ARGV[1] events   ARGV[2] their life, ms   ARGV[3] channel
if not redis.call('HGET', KEYS[1], 'access_token') then
  if not redis.call('HGET', KEYS[1], 'ended') then return {'gone'} end
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[3], KEYS[1])
  return {'current'}
end
redis.call('DEL', KEYS[1])
for event in string.gmatch(ARGV[1], '[^\n]+') do redis.call('RPUSH', KEYS[2], event) redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
redis.call('PUBLISH', ARGV[3], KEYS[1])
return {'current'}
