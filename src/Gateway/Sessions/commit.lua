-- Stores what a refresh brought, only on the version that it started from and under its own lease; the lease ends with it.
-- KEYS[1] record   ARGV[1] version started from   ARGV[2] who holds the lease   ARGV[3] channel
-- ARGV[4] end, ms since the epoch ('' keeps the old one)   ARGV[5..] fields and values
local known = redis.call('HMGET', KEYS[1], 'access_token', 'version', 'lease_owner')
if not known[1] then return {'gone'} end
if (known[2] or '0') ~= ARGV[1] or known[3] ~= ARGV[2] then return {'changed', redis.call('HGETALL', KEYS[1])} end
redis.call('HSET', KEYS[1], unpack(ARGV, 5))
redis.call('HDEL', KEYS[1], 'lease_owner', 'lease_until')
if ARGV[4] ~= '' then redis.call('PEXPIREAT', KEYS[1], ARGV[4]) end
redis.call('PUBLISH', ARGV[3], KEYS[1])
return {'current'}
