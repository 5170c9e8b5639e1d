-- Asks for different images in turn: tags load-0, load-1, … of one repository. Arguments:
--   inspect REPOSITORY IMAGES REGISTRY [FIELDS]  posts requests for inspections, with further fields such as ', "maxAge": 600'
--   get REPOSITORY IMAGES                        gets the manifests themselves, from a registry

local asked = 0
local requests = {}

function init(args)
  local kind, repository, images = args[1], args[2], tonumber(args[3])
  for i = 0, images - 1 do
    if kind == "get" then
      local accept = { ["Accept"] = "application/vnd.oci.image.manifest.v1+json" }
      requests[i] = wrk.format("GET", string.format("/v2/%s/manifests/load-%d", repository, i), accept)
    else
      local json = { ["Content-Type"] = "application/json" }
      local body = string.format('{"imageName": "%s/%s:load-%d"%s}', args[4], repository, i, args[5] or "")
      requests[i] = wrk.format("POST", nil, json, body)
    end
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
