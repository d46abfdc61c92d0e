#include "workbook-service/rpc/list_forks.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "workbook-service/rpc/fork_codec.h"
#include "workbook-service/rpc/page_token.h"

namespace sheetgate::workbook {
namespace {

constexpr int kDefaultPageSize = 100;

// Order of the list. A page goes on behind the last fork of the page before, also when that fork is
// gone by then.
using Key = std::pair<int64_t, std::string>;

Key KeyOf(const ForkInfo& fork) { return {absl::ToUnixNanos(fork.created_at), fork.workbook_id}; }

absl::StatusOr<Key> ParseKey(const std::string& position) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(position, '/');
  Key key{0, parts.second};
  if (!absl::SimpleAtoi(parts.first, &key.first)) return InvalidPageToken();
  return key;
}

int64_t ForkBytes(const v1::Fork& fork) {
  constexpr int64_t kNames = 280;  // field names and times
  return kNames + TextBytes(fork.base_path()) + TextBytes(fork.label()) +
         static_cast<int64_t>(fork.workbook_id().size() + fork.base_workbook_id().size() +
                              fork.revision().size() + fork.base_revision().size());
}

}  // namespace

absl::StatusOr<v1::ListForksResponse> ListForks(const v1::ListForksRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session, const ReadLimits& limits) {
  const PageTokens tokens("ListForks", {request.base_workbook_id()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  ASSIGN_OR_RETURN(std::vector<ForkInfo> forks, session.ListForks(context));
  std::erase_if(forks, [&request](const ForkInfo& fork) {
    return !request.base_workbook_id().empty() &&
           fork.base_workbook_id != request.base_workbook_id();
  });
  std::ranges::sort(forks, {}, KeyOf);
  auto next = forks.cbegin();
  if (!after.empty()) {
    ASSIGN_OR_RETURN(const Key key, ParseKey(after));
    next = std::ranges::upper_bound(forks, key, {}, KeyOf);
  }

  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  v1::ListForksResponse response;
  ResponseBudget budget(limits);
  for (; next != forks.cend(); ++next) {
    v1::Fork fork = EncodeFork(*next);
    if (response.forks_size() == page_size || !budget.Take(ForkBytes(fork), 0)) {
      const Key last = KeyOf(*std::prev(next));
      response.set_next_page_token(tokens.Encode(platform::StrCat(last.first, "/", last.second)));
      break;
    }
    *response.add_forks() = std::move(fork);
  }
  return response;
}

}  // namespace sheetgate::workbook
