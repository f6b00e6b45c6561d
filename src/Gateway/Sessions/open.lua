-- Writes a whole record with its end, in one step.
-- KEYS[1] record   ARGV[1] channel   ARGV[2] end, ms since the epoch   ARGV[3..] fields and values
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], unpack(ARGV, 3))
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[1], KEYS[1])
return {'current'}
