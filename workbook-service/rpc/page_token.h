// Page tokens: opaque positions in a list, bound to the call they continue.
//
// A token is base64url(digest + position). The digest covers the method, the arguments that select
// the list and the position: a token that was changed, or that belongs to other arguments, is
// refused. It needs no server state and no secret: a position grants nothing the same call could
// not read from the start.
//
//   const PageTokens tokens("ListForks", {request.base_workbook_id()});
//   ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
//   ...
//   response.set_next_page_token(tokens.Encode(last_id));
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_PAGE_TOKEN_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_PAGE_TOKEN_H_

#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sheetgate::workbook {

class PageTokens {
 public:
  // `arguments` in a fixed order; page size and page token are not among them.
  PageTokens(std::string_view method, std::initializer_list<std::string_view> arguments);

  // `position` must not be empty.
  std::string Encode(std::string_view position) const;

  // The position of `token`; empty for an empty token, the first page. INVALID_ARGUMENT
  // (`INVALID_PAGE_TOKEN`).
  absl::StatusOr<std::string> Decode(std::string_view token) const;

 private:
  std::string Digest(std::string_view position) const;

  std::string binding_;
};

// The error for a token, also for one whose position makes no sense any more.
absl::Status InvalidPageToken();

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_PAGE_TOKEN_H_
