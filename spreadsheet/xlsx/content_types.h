// Content types of parts, from [Content_Types].xml (ECMA-376 part 2, 6.2.3).
#ifndef SHEETGATE_SPREADSHEET_XLSX_CONTENT_TYPES_H_
#define SHEETGATE_SPREADSHEET_XLSX_CONTENT_TYPES_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace sheetgate::spreadsheet {

inline constexpr std::string_view kContentTypesPart = "[Content_Types].xml";

// Immutable after Parse.
class ContentTypes {
 public:
  // DATA_LOSS (`FILE_CORRUPT`) when `xml` is not well-formed or not a list of types.
  static absl::StatusOr<ContentTypes> Parse(std::string_view xml);

  // The type of a part by its override, else by its extension; empty when neither is given. Points
  // into this object.
  std::string_view TypeOf(std::string_view part) const;

  // Every type given to a single part.
  void VisitOverrides(
      absl::FunctionRef<void(std::string_view part, std::string_view type)> visit) const;

 private:
  // Keys in lower case.
  std::map<std::string, std::string, std::less<>> overrides_;
  std::map<std::string, std::string, std::less<>> defaults_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CONTENT_TYPES_H_
