// UTF-16 of LibreOffice and UTF-8 of everything else.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_TEXT_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_TEXT_H_

#include <string>
#include <string_view>

#include <rtl/ustring.hxx>

namespace sheetgate::recalc::worker {

// Always valid UTF-8: half surrogate pairs become U+FFFD.
std::string ToUtf8(const rtl::OUString& text);
rtl::OUString FromUtf8(std::string_view text);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_TEXT_H_
