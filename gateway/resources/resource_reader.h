// ResourceReader: reads and lists resources: one call of an RPC, and what came back as MCP shows
// it.
//
// A read is bounded: what is larger than the limit is not read to its end, and the call behind it
// is cancelled.
#ifndef SHEETGATE_GATEWAY_RESOURCES_RESOURCE_READER_H_
#define SHEETGATE_GATEWAY_RESOURCES_RESOURCE_READER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include <nlohmann/json_fwd.hpp>

#include "gateway/resources/resource_registry.h"
#include "gateway/upstream/deadlines.h"
#include "platform/rpc/request_context.h"

namespace sheetgate::platform {
class Clock;
}

namespace sheetgate::gateway {

class Upstreams;

struct ResourceContent {
  std::string mime_type;
  std::string bytes;
  bool is_text = true;  // UTF-8
};

// A page of resources/list: `resources`, and `nextCursor` when there are more.
struct ResourcePage {
  std::unique_ptr<nlohmann::json> result;
};

// Thread-safe.
class ResourceReader {
 public:
  struct Options {
    Deadlines deadlines;
    int64_t max_bytes = int64_t{16} << 20;  // of one content
  };
  // All must outlive the reader and its calls, as must the registry the resources come from.
  ResourceReader(Upstreams& upstreams, Options options, const platform::Clock& clock);

  // Starts a read. `done` is called exactly once, on this or a gRPC thread. The context's deadline
  // (infinite: the resource's own) is held within bounds; cancelling its token cancels the gRPC
  // call. INVALID_ARGUMENT (`LIMIT_EXCEEDED`) for a content that is too large, and what the RPC
  // fails with.
  void Read(ResourceTarget target, const platform::RequestContext& context,
            absl::AnyInvocable<void(absl::StatusOr<ResourceContent>)> done);

  // The same for a page of a listed resource; `cursor` empty: the first.
  void List(const Resource& resource, const std::string& cursor,
            const platform::RequestContext& context,
            absl::AnyInvocable<void(absl::StatusOr<ResourcePage>)> done);

 private:
  platform::RequestContext WithDeadline(const Rpc& rpc,
                                        const platform::RequestContext& context) const;

  Upstreams& upstreams_;
  const Options options_;
  const platform::Clock& clock_;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_RESOURCES_RESOURCE_READER_H_
