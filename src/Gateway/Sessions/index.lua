-- Adds to an index, which lives as long as its longest session.
-- KEYS[1] index   ARGV[1] score   ARGV[2] member   ARGV[3] end, ms since the epoch
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
local time = redis.call('TIME')
local rest = redis.call('PTTL', KEYS[1])
if tonumber(time[1]) * 1000 + rest < tonumber(ARGV[3]) then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
return {'current'}
