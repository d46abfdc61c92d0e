// TagAttributes: the attributes of one start tag, changed in place.
#ifndef SHEETGATE_SPREADSHEET_EDIT_TAG_ATTRIBUTES_H_
#define SHEETGATE_SPREADSHEET_EDIT_TAG_ATTRIBUTES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sheetgate::spreadsheet {

class TagAttributes {
 public:
  // `tag` is a whole start tag: "<row r=\"1\">" or "<row/>".
  explicit TagAttributes(std::string tag) : text_(std::move(tag)) {}

  // The value, undecoded. Valid until the next change.
  std::optional<std::string_view> Get(std::string_view name) const;
  // A number; nullopt when the attribute is none.
  std::optional<uint32_t> Number(std::string_view name) const;
  // xsd:boolean; false when it is not there.
  bool Flag(std::string_view name) const;
  // `value` is written as it is. Other attributes keep their place and form.
  void Set(std::string_view name, std::string_view value);
  void Remove(std::string_view name);
  // Sets it to 1, or removes it.
  void SetFlag(std::string_view name, bool value);

  const std::string& text() const { return text_; }
  bool self_closing() const { return text_.ends_with("/>"); }
  bool has_attributes() const { return text_.find('=') != std::string::npos; }

 private:
  std::string text_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_TAG_ATTRIBUTES_H_
