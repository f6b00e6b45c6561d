-- Counts within a window that begins with the first. How long it lasts yet, in ms, where there were more than may be, else 0.
-- KEYS[1] counter   ARGV[1] how many may be   ARGV[2] window, ms
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if count <= tonumber(ARGV[1]) then return 0 end
return math.max(redis.call('PTTL', KEYS[1]), 1)
