// JsonPath: where in a JSON document a decoder is, such as edits[3].value. Lives on the stack and
// costs nothing until shown.
#ifndef SHEETGATE_GATEWAY_TOOLS_JSON_PATH_H_
#define SHEETGATE_GATEWAY_TOOLS_JSON_PATH_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/base/strings.h"

namespace sheetgate::gateway {

// Refers to its parent and name, which must outlive it.
class JsonPath {
 public:
  // The document itself.
  JsonPath() = default;
  JsonPath(const JsonPath& parent, std::string_view name) : parent_(&parent), name_(name) {}
  JsonPath(const JsonPath& parent, size_t index)
      : parent_(&parent), index_(index), is_index_(true) {}

  std::string ToString() const {
    if (parent_ == nullptr) return "";
    const std::string before = parent_->ToString();
    if (is_index_) return platform::StrCat(before, "[", index_, "]");
    return platform::StrCat(before, before.empty() ? "" : ".", name_);
  }

 private:
  const JsonPath* parent_ = nullptr;
  std::string_view name_;
  size_t index_ = 0;
  bool is_index_ = false;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_TOOLS_JSON_PATH_H_
