// UNO over a connected socket: the component context of a LibreOffice in another process.
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_REMOTE_OFFICE_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_REMOTE_OFFICE_H_

#include <string>

#include <com/sun/star/uno/XComponentContext.hpp>

namespace sheetgate::recalc::worker {

// Waits until the other side answers. The socket must stay open. Starts threads. May throw
// com::sun::star::uno::Exception: DisposedException when the other side ended.
com::sun::star::uno::Reference<com::sun::star::uno::XComponentContext> ConnectToOffice(
    const std::string& program_dir, int socket);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_REMOTE_OFFICE_H_
