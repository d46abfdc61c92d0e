// UriTemplate: URIs made from named values and read back, as RFC 6570 templates describe them.
//
// Of RFC 6570 it takes what can be read back without doubt: {variable} in the path (level 1) and
// one {?first,second} at the end (level 3). What Match reads, Expand made; Expand writes every
// character that is not unreserved (RFC 3986, 2.3) as %XX.
//
//   ASSIGN_OR_RETURN(const UriTemplate sheet, UriTemplate::Parse("x://books/{id}{?sheet}"));
//   sheet.Expand({{"id", "b-1"}, {"sheet", "Q1 50%"}});     // x://books/b-1?sheet=Q1%2050%25
//   sheet.Match("x://books/b-1?sheet=Q1%2050%25");          // {id: b-1, sheet: Q1 50%}
#ifndef SHEETGATE_PLATFORM_BASE_URI_TEMPLATE_H_
#define SHEETGATE_PLATFORM_BASE_URI_TEMPLATE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace sheetgate::platform {

// Immutable and thread-safe.
class UriTemplate {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;

  // Longest URI that Match reads.
  static constexpr size_t kMaxBytes = 4096;

  // INVALID_ARGUMENT for what is not a template of this kind.
  static absl::StatusOr<UriTemplate> Parse(std::string_view text);

  // The URI of these values. Path variables must be there and not be empty; query variables that
  // are not there, or empty, are left out.
  std::string Expand(const Values& values) const;

  // The values a URI holds; nullopt when it has not the shape of this template at all.
  // INVALID_ARGUMENT when it has, but is malformed: a variable twice or unknown, characters that a
  // URI must write as %XX, or escapes that are none.
  absl::StatusOr<std::optional<Values>> Match(std::string_view uri) const;

  const std::string& text() const { return text_; }
  const std::vector<std::string>& path_variables() const { return path_variables_; }
  const std::vector<std::string>& query_variables() const { return query_variables_; }

 private:
  UriTemplate() = default;

  // The path as the values found in it, not decoded yet; nullopt when it has another shape.
  std::optional<std::vector<std::string_view>> MatchPath(std::string_view path) const;
  absl::Status MatchQuery(std::string_view query, Values* values) const;

  std::string text_;
  // Fixed text before, between and behind the path variables: one more than there are variables.
  std::vector<std::string> literals_;
  std::vector<std::string> path_variables_;
  std::vector<std::string> query_variables_;
};

}  // namespace sheetgate::platform

#endif  // SHEETGATE_PLATFORM_BASE_URI_TEMPLATE_H_
