-- Stores what a refresh brought, only on the version and the token that it started from. The lease ends with it, whoever holds it by now: tokens
-- that were granted must not be lost, and who started from the same version will find this one.
-- KEYS[1] record   ARGV[1] version started from   ARGV[2] channel   ARGV[3] end, ms since the epoch ('' keeps the old one)
-- ARGV[4] access token started from, as it is stored ('' where only gateways write, who count versions)   ARGV[5..] fields and values
local known = redis.call('HMGET', KEYS[1], 'access_token', 'version')
if not known[1] then return {'gone'} end
if (string.match(known[2] or '', '^0*(%d+)$') or '0') ~= ARGV[1] then return {'changed', redis.call('HGETALL', KEYS[1])} end
if ARGV[4] ~= '' and known[1] ~= ARGV[4] then return {'changed', redis.call('HGETALL', KEYS[1])} end
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('HDEL', KEYS[1], 'lease_owner', 'lease_until')
if ARGV[3] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
redis.call('PUBLISH', ARGV[2], KEYS[1])
return {'current'}
