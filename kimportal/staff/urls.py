"""The staff site's own pages, in front of those Django's admin makes for each table."""

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
    path("figures/", statistics.FiguresPage.as_view(), name="figures"),
    path("data/", exports.ExportsPage.as_view(), name="exports"),
    path("data/<slug:name>/csv/", exports.export, name="export"),
    path("data/<slug:name>/xlsx/", exports.order, name="export_order"),
    path("data/files/<uuid:pk>/", exports.fetch, name="export_file"),
    path("data/files/<uuid:pk>/forget/", exports.forget, name="export_forget"),
    path("undo/<slug:request_id>/", undo.undo, name="undo"),
    path(f"{ITEM}/", review.ReviewPage.as_view(), name="review"),
    path(f"{ITEM}/approve/", review.approve, name="review_approve"),
    path(f"{ITEM}/return/", review.send_back, name="review_send_back"),
    path(f"{ITEM}/reject/", review.reject, name="review_reject"),
    path(f"{ITEM}/withdraw/", review.withdraw, name="review_withdraw"),
    path(f"{ITEM}/restore/", review.restore, name="review_restore"),
    path(f"{ITEM}/object/", review.add_objection, name="review_object"),
    path(f"{ITEM}/note/", review.add_note, name="review_note"),
    path(f"{ITEM}/paper/<slug:name>/", attachments.paper, name="review_paper"),
    path(f"{ITEM}/paper/<slug:name>/<int:number>/", attachments.paper_page, name="review_page"),
]
