-- Acts on a refusal for good: marks the refresh token, or deletes the record. Only on the version that was refused and under the
-- lease: whoever holds it now may just be granted what was refused to us.
-- KEYS[1] record   KEYS[2] its outbox   ARGV[1] events   ARGV[2] their life, ms   ARGV[3] version refused   ARGV[4] which attempt holds the lease
-- ARGV[5] channel   ARGV[6..] fields and values (none: delete)
local known = redis.call('HMGET', KEYS[1], 'access_token', 'version', 'lease_owner')
if not known[1] then return {'gone'} end
if (string.match(known[2] or '', '^0*(%d+)$') or '0') ~= ARGV[3] or known[3] ~= ARGV[4] then return {'changed', redis.call('HGETALL', KEYS[1])} end
if ARGV[6] then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6))
  redis.call('HDEL', KEYS[1], 'lease_owner', 'lease_until')
else
  redis.call('DEL', KEYS[1])
end
for event in string.gmatch(ARGV[1], '[^\n]+') do redis.call('RPUSH', KEYS[2], event) redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
redis.call('PUBLISH', ARGV[5], KEYS[1])
return {'current'}
