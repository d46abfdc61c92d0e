// StrictXml: expat as a push parser of one part: the judge of everything that is not plain.
//
// It takes any encoding expat knows and Windows-1252, refuses document types (which workbooks never
// have and attacks do) and elements nested too deeply, and tells what it meets by local names:
// transitional, strict and prefixed parts read alike.
#ifndef SHEETGATE_SPREADSHEET_XLSX_STRICT_XML_H_
#define SHEETGATE_SPREADSHEET_XLSX_STRICT_XML_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace sheetgate::spreadsheet {

// The attributes of an element, decoded. Valid during XmlHandler::Start.
class XmlAttributes {
 public:
  // Pairs of names (with prefix) and values, ended by null: what expat hands out.
  explicit XmlAttributes(const char* const* pairs) : pairs_(pairs) {}
  // The attribute with exactly this name.
  std::optional<std::string_view> Get(std::string_view name) const;
  // The same, empty when there is none.
  std::string_view GetOrEmpty(std::string_view name) const { return Get(name).value_or(""); }

 private:
  const char* const* pairs_;
};

// What a part says. A status that is not OK ends the reading.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  virtual absl::Status Start(std::string_view local_name, const XmlAttributes& attributes) = 0;
  virtual absl::Status End(std::string_view local_name) = 0;
  // Character data; one text may come in pieces.
  virtual absl::Status Text(std::string_view text) = 0;
};

// Used by one thread.
class StrictXml {
 public:
  // `handler` must outlive it. `part` is for errors.
  StrictXml(std::string part, int max_depth, XmlHandler* handler);
  ~StrictXml();
  StrictXml(const StrictXml&) = delete;
  StrictXml& operator=(const StrictXml&) = delete;

  // Parses the next bytes of the part. DATA_LOSS (`FILE_CORRUPT`) with the byte offset when they
  // are not well-formed, or the handler's status.
  absl::Status Feed(std::string_view bytes);
  // The part is complete.
  absl::Status Finish();

  // The parser was not shown `bytes` of the part (negative: it was shown something that is not in
  // it), so offsets differ from here on.
  void Skip(int64_t bytes);
  // Where in the part the current event stands.
  uint64_t offset() const;

 private:
  struct State;
  absl::Status Parse(std::string_view bytes, bool last);

  const std::unique_ptr<State> state_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_STRICT_XML_H_
