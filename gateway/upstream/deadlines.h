// Deadlines: how long a call may take: what the caller asks for, else its method's own budget, else
// the gateway's, within bounds.
#ifndef SHEETGATE_GATEWAY_UPSTREAM_DEADLINES_H_
#define SHEETGATE_GATEWAY_UPSTREAM_DEADLINES_H_

#include <algorithm>

#include "absl/time/time.h"

#include "gateway/upstream/rpc.h"

namespace sheetgate::gateway {

struct Deadlines {
  absl::Duration default_deadline = absl::Seconds(30);
  absl::Duration min_deadline = absl::Milliseconds(100);
  absl::Duration max_deadline = absl::Minutes(10);

  // `asked` infinite: the caller names none.
  absl::Time Of(const Rpc& rpc, absl::Time asked, absl::Time now) const {
    if (asked == absl::InfiniteFuture()) {
      asked = now + (rpc.deadline > absl::ZeroDuration() ? rpc.deadline : default_deadline);
    }
    return std::clamp(asked, now + min_deadline, now + max_deadline);
  }
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_UPSTREAM_DEADLINES_H_
