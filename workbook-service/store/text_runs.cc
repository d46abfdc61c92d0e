#include "workbook-service/store/text_runs.h"

namespace sheetgate::workbook {

void EncodeRuns(const spreadsheet::RichText& runs, TextRuns* encoded) {
  for (const spreadsheet::TextRun& run : runs) {
    v1::TextRun& to = *encoded->Add();
    to.set_text(run.text);
    to.set_font(run.font);
    if (run.font_size.has_value()) to.set_font_size(*run.font_size);
    if (run.bold.has_value()) to.set_bold(*run.bold);
    if (run.italic.has_value()) to.set_italic(*run.italic);
    if (run.strikethrough.has_value()) to.set_strikethrough(*run.strikethrough);
    to.set_underline(run.underline);
    to.set_vertical_align(run.vertical_align);
    to.set_font_color(run.font_color);
  }
}

spreadsheet::RichText DecodeRuns(const TextRuns& runs) {
  spreadsheet::RichText decoded;
  for (const v1::TextRun& run : runs) {
    spreadsheet::TextRun& to = decoded.emplace_back();
    to.text = run.text();
    to.font = run.font();
    if (run.has_font_size()) to.font_size = run.font_size();
    if (run.has_bold()) to.bold = run.bold();
    if (run.has_italic()) to.italic = run.italic();
    if (run.has_strikethrough()) to.strikethrough = run.strikethrough();
    to.underline = run.underline();
    to.vertical_align = run.vertical_align();
    to.font_color = run.font_color();
  }
  return decoded;
}

}  // namespace sheetgate::workbook
