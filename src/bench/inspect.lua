-- Asks for inspections of different images in turn. Arguments: the registry's host:port, the repository,
-- the number of images (tags load-0, load-1, …), and further fields of the request, such as ', "maxAge": 600'.

local asked = 0
local requests = {}

function init(args)
  local registry, repository, images, fields = args[1], args[2], tonumber(args[3]), args[4] or ""
  local headers = { ["Content-Type"] = "application/json" }
  for i = 0, images - 1 do
    local body = string.format('{"imageName": "%s/%s:load-%d"%s}', registry, repository, i, fields)
    requests[i] = wrk.format("POST", nil, headers, body)
  end
end

function request()
  asked = asked + 1
  return requests[asked % (#requests + 1)]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "RESULT requests=%d micros=%d p50=%d p99=%d refused=%d broken=%d\n",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
