// NextCall: a call a model can make next, written out: tool name and arguments.
//
//   NextCall("read_table").Text("workbook_id", id).Text("region_id", "r1").ToString()
//       -> read_table {"workbook_id":"wb-1a2b3c","region_id":"r1"}
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_NEXT_CALL_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_NEXT_CALL_H_

#include <string>
#include <string_view>

namespace sheetgate::workbook {

class NextCall {
 public:
  explicit NextCall(std::string_view tool) : text_(tool) { text_ += " {"; }

  NextCall& Text(std::string_view argument, std::string_view value);
  // A list of one text.
  NextCall& List(std::string_view argument, std::string_view value);
  std::string ToString() const { return text_ + "}"; }

 private:
  void AddName(std::string_view argument);
  void AddText(std::string_view value);

  std::string text_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_NEXT_CALL_H_
