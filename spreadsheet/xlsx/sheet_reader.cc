// Plain rows go to the RowScanner, everything else to expat; both end in one SheetSink.
#include "spreadsheet/xlsx/sheet_reader.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/content_reader.h"
#include "spreadsheet/xlsx/row_scanner.h"
#include "spreadsheet/xlsx/sheet_handler.h"
#include "spreadsheet/xlsx/strict_xml.h"

namespace sheetgate::spreadsheet {
namespace {

// Where things stand in a part whose rows were all plain and in order; null for any other.
std::unique_ptr<const SheetLayout> MakeLayout(const SheetReadOptions& options,
                                              const ContentPlace& place, SheetSink* sink) {
  if (!place.plain || !sink->rows_in_order()) return nullptr;
  // The head with its open elements closed is a part like any other.
  const std::string head = place.head + "</sheetData></worksheet>";
  absl::StatusOr<SheetLayout> layout =
      ReadSheetLayout(options.part, head, options.max_depth, platform::CancellationToken());
  if (!layout.ok()) return nullptr;
  layout->content_end = place.content_end;
  layout->data_end = place.element_end;
  layout->rows = sink->TakeRows();
  layout->rows.shrink_to_fit();
  return std::make_unique<const SheetLayout>(*std::move(layout));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ParsedSheet>> ReadSheet(PartStream* stream,
                                                             const SheetReadOptions& options,
                                                             StringsSource strings) {
  SheetSink sink(options);
  SheetHandler handler(options, &sink);
  StrictXml xml(options.part, options.max_depth, &handler);
  handler.set_xml(&xml);
  RowScanner scanner(&sink);
  const auto inside = [&] { return handler.between_rows(); };
  const auto resume = [&] { handler.ResumeRow(); };
  ASSIGN_OR_RETURN(const ContentPlace place,
                   ReadPart(options.part, "sheetData", inside, resume, stream, &xml, &scanner));
  std::unique_ptr<const SheetLayout> layout = MakeLayout(options, place, &sink);
  ASSIGN_OR_RETURN(std::shared_ptr<const SharedStrings> shared, strings());
  return sink.Finish(std::move(shared), std::move(layout));
}

}  // namespace sheetgate::spreadsheet
