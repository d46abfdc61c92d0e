// Reads a part whose bulk is the content of one element: the rows of sheetData, the items of sst.
//
// The content goes to a scanner made for it, everything else to StrictXml. The scanner takes only
// what is plain; from the first thing that is not, the rest of the part goes to StrictXml too, so
// what is unusual costs time and nothing else.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CONTENT_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_CONTENT_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "spreadsheet/xlsx/part_stream.h"
#include "spreadsheet/xlsx/strict_xml.h"

namespace sheetgate::spreadsheet {

class ContentScanner {
 public:
  enum class Stop : uint8_t {
    kNeedMore,  // the window ends in the middle of something
    kEnd,       // at the element's end tag
    kUnusual,   // at something that is not plain
  };
  virtual ~ContentScanner() = default;

  // Reads `window`, which stands at `offset` of the part and is followed by PartStream::kPadding
  // zero bytes, from where the last call stopped. `consumed`: the bytes that are done with.
  virtual absl::StatusOr<Stop> Scan(std::string_view window, uint64_t offset, size_t* consumed) = 0;
  // The start tag of the child whose content is being read, empty between children. StrictXml is
  // shown it when it takes over.
  virtual std::string_view open_tag() const = 0;
};

struct ContentPlace {
  // The scanner read all of the content.
  bool plain = false;
  // The part up to and with the element's start tag. One that does not start within the first
  // kMaxHead bytes is not looked for.
  static constexpr size_t kMaxHead = size_t{1} << 20;
  std::string head;
  uint64_t content_end = 0;  // where the end tag begins
  uint64_t element_end = 0;  // behind it
};

// Reads `stream`. `element` is the element's name; `inside` says whether the handler of `xml` is in
// its content, and `resume` tells the handler that the child it is shown next was begun by the
// scanner. DATA_LOSS (`FILE_CORRUPT`) naming `part`, the token's status, or one of the handler
// or scanner.
absl::StatusOr<ContentPlace> ReadPart(std::string_view part, std::string_view element,
                                      absl::FunctionRef<bool()> inside,
                                      absl::FunctionRef<void()> resume, PartStream* stream,
                                      StrictXml* xml, ContentScanner* scanner);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CONTENT_READER_H_
