-- Writes beside the oldest event who has it already, unless it is another by now.
-- KEYS[1] events of a record   ARGV[1] the event as it was read   ARGV[2] as it is now
if redis.call('LINDEX', KEYS[1], 0) == ARGV[1] then redis.call('LSET', KEYS[1], '0', ARGV[2]) end
return {'current'}
