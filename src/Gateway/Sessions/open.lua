-- Writes a whole record with its end, in one step, and what is told of it.
-- KEYS[1] record   KEYS[2] its outbox   ARGV[1] events   ARGV[2] their life, ms   ARGV[3] channel   ARGV[4] end, ms since the epoch
-- ARGV[5..] fields and values
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('PEXPIREAT', KEYS[1], ARGV[4])
for event in string.gmatch(ARGV[1], '[^\n]+') do redis.call('RPUSH', KEYS[2], event) redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
redis.call('PUBLISH', ARGV[3], KEYS[1])
return {'current'}
