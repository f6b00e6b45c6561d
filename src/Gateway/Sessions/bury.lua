-- Deletes what was left of a session that was ended from elsewhere.
-- KEYS[1] record
if redis.call('HEXISTS', KEYS[1], 'ended') == 1 and redis.call('HEXISTS', KEYS[1], 'access_token') == 0 then redis.call('DEL', KEYS[1]) end
return {'gone'}
