-- Re-reads, decides, takes: the right to refresh this version of the record, for a while by the store's own clock. Who takes it says so, so that
-- others need not ask; where they may not be told (an ACL without that channel) they ask. An instance may take over its own lease, but never by
-- an older attempt: that one was given up, and was carried out late.
-- KEYS[1] record   ARGV[1] version known   ARGV[2] who asks, instance:attempt   ARGV[3] for how long, ms   ARGV[4] channel of the announcement
-- ARGV[5] when to ask again, ms, where a lease that ran out unreturned must not be taken over yet ('': it may be)
-- ARGV[6] 'known' where a record of that version is the one that is known, so need not be told
local function split(owner)
  local instance, attempt = string.match(owner, '^(.*):(%d+)$')
  return instance or owner, tonumber(attempt or '0')
end
local known = redis.call('HMGET', KEYS[1], 'access_token', 'version', 'lease_owner', 'lease_until')
if not known[1] then return {'gone'} end
local version = string.match(known[2] or '', '^0*(%d+)$') or '0'
if version ~= ARGV[1] then return {'changed', redis.call('HGETALL', KEYS[1])} end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local rest = (tonumber(known[4] or '0') or 0) - now
if known[3] then
  local holder, last = split(known[3])
  local asker, attempt = split(ARGV[2])
  if holder == asker and last > attempt then return {'held', tostring(math.max(rest, 0))} end
  if holder ~= asker and rest > 0 then return {'held', tostring(rest)} end
  if holder ~= asker and ARGV[5] ~= '' then return {'abandoned', ARGV[5]} end
end
redis.call('HSET', KEYS[1], 'lease_owner', ARGV[2], 'lease_until', string.format('%.0f', now + tonumber(ARGV[3])))
redis.pcall('PUBLISH', ARGV[4], ARGV[2] .. ' ' .. version .. ' ' .. ARGV[3] .. ' ' .. KEYS[1])
if ARGV[6] == 'known' then return {'current'} end
return {'current', redis.call('HGETALL', KEYS[1])}
