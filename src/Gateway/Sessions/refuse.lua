-- Acts on a refusal for good: marks the refresh token, or deletes the record. Only on the version that was refused and under the
-- lease: whoever holds it now may just be granted what was refused to us.
-- KEYS[1] record   ARGV[1] version refused   ARGV[2] which attempt holds the lease   ARGV[3] channel   ARGV[4..] fields and values (none: delete)
local known = redis.call('HMGET', KEYS[1], 'access_token', 'version', 'lease_owner')
if not known[1] then return {'gone'} end
if (string.match(known[2] or '', '^0*(%d+)$') or '0') ~= ARGV[1] or known[3] ~= ARGV[2] then return {'changed', redis.call('HGETALL', KEYS[1])} end
if ARGV[4] then
  redis.call('HSET', KEYS[1], unpack(ARGV, 4))
  redis.call('HDEL', KEYS[1], 'lease_owner', 'lease_until')
else
  redis.call('DEL', KEYS[1])
end
redis.call('PUBLISH', ARGV[3], KEYS[1])
return {'current'}
