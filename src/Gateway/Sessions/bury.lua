-- Deletes what was left of a session that was ended from elsewhere. Only who was first is told so.
-- KEYS[1] record
if redis.call('HEXISTS', KEYS[1], 'ended') == 0 or redis.call('HEXISTS', KEYS[1], 'access_token') == 1 then return {'gone'} end
redis.call('DEL', KEYS[1])
return {'current'}
