"""The staff site's own pages; the AdminSite adds those of each table."""

from django.urls import path

from kimportal.staff import attachments, bulk, exports, queue, review, statistics, undo

ITEM = "review/<slug:kind>/<slug:key>"

urlpatterns = [
    path("", queue.QueuePage.as_view(), name="index"),
    path("views/", queue.save_view, name="view_save"),
    path("views/<int:pk>/remove/", queue.remove_view, name="view_remove"),
    path("bulk/", bulk.BulkPage.as_view(), name="bulk"),
    path("bulk/approve/", bulk.approve_all, name="bulk_approve"),
    path("bulk/return/", bulk.send_back_all, name="bulk_send_back"),
    path("bulk/reject/", bulk.reject_all, name="bulk_reject"),
    path("figures/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("data/", exports.ExportsPage.as_view(), name="exports"),
    path("data/<slug:name>/csv/", exports.export_csv, name="export"),
    path("data/<slug:name>/xlsx/", exports.request_xlsx, name="export_request"),
    path("data/files/<uuid:pk>/", exports.download, name="export_file"),
    path("data/files/<uuid:pk>/forget/", exports.delete, name="export_delete"),
    path("undo/<slug:request_id>/", undo.undo, name="undo"),
    path(f"{ITEM}/", review.ReviewPage.as_view(), name="review"),
    path(f"{ITEM}/approve/", review.approve, name="review_approve"),
    path(f"{ITEM}/return/", review.send_back, name="review_send_back"),
    path(f"{ITEM}/reject/", review.reject, name="review_reject"),
    path(f"{ITEM}/withdraw/", review.withdraw, name="review_withdraw"),
    path(f"{ITEM}/restore/", review.restore, name="review_restore"),
    path(f"{ITEM}/object/", review.add_objection, name="review_object"),
    path(f"{ITEM}/note/", review.add_note, name="review_note"),
    path(f"{ITEM}/paper/<slug:name>/", attachments.attachment, name="review_attachment"),
    path(
        f"{ITEM}/paper/<slug:name>/<int:number>/",
        attachments.attachment_page,
        name="review_attachment_page",
    ),
]
