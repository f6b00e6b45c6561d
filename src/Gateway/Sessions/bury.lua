-- Deletes what was left of a session that was ended from elsewhere. Only who was first is told so.
-- KEYS[1] record   ARGV[1] how its browser has left it ('' where it has not)   ARGV[2] for how long that is remembered, ms
if redis.call('HEXISTS', KEYS[1], 'ended') == 0 or redis.call('HEXISTS', KEYS[1], 'access_token') == 1 then return {'gone'} end
redis.call('DEL', KEYS[1])
if ARGV[1] ~= '' then
  redis.call('HSET', KEYS[1], 'left', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {'current'}
