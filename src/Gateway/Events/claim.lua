-- Takes what is due, and what is named, for a while, so that no other instance works on it at the same time.
-- KEYS[1] queue   ARGV[1] now, ms   ARGV[2] taken until, ms   ARGV[3] how many at most that are due   ARGV[4] life of the queue, ms   ARGV[5..] who is named
local taken = {}
for i = 5, #ARGV do
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[i])
  taken[#taken + 1] = ARGV[i]
end
for _, due in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', '0', ARGV[3])) do
  redis.call('ZADD', KEYS[1], ARGV[2], due)
  taken[#taken + 1] = due
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {tostring(redis.call('ZCARD', KEYS[1])), taken}
