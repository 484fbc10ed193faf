"""Install the canned responses that reviewers start with; staff change and extend them."""

from django.db import migrations

RETURN, REJECT, WITHDRAW = "send_back", "reject", "withdraw"
GROUP, MATERIAL, EVENT = "groups.group", "campaigns.material", "campaigns.outreachevent"
RESPONSES = [
    (GROUP, RETURN, "decree_file", "Pindaian SK tidak terbaca. Mohon unggah ulang halaman yang lengkap dan jelas.", "The scan of the decree cannot be read. Please upload all its pages again, clearly."),
    (GROUP, RETURN, "decree_number", "Nomor SK tidak sama dengan yang tertulis pada berkas. Mohon disesuaikan.", "The decree number differs from the one in the file. Please correct it."),
    (GROUP, RETURN, "region", "Wilayah yang dipilih tidak sesuai dengan SK. Mohon pilih desa atau kecamatan yang benar.", "The region chosen does not match the decree. Please choose the right village or district."),
    (GROUP, RETURN, "name", "Nama KIM tidak sama dengan nama pada SK. Mohon disesuaikan.", "The name differs from the one in the decree. Please correct it."),
    (GROUP, RETURN, "logo", "Logo memuat lambang partai atau peserta pemilihan. Mohon ganti logo.", "The logo bears the sign of a party or candidate. Please replace it."),
    (GROUP, REJECT, "", "KIM ini sudah terdaftar. Mohon hubungi ketua KIM yang bersangkutan untuk bergabung.", "This KIM is registered already. Please ask its chair to let you join."),
    (GROUP, REJECT, "", "SK tidak dikeluarkan oleh pejabat yang berwenang.", "The decree was not issued by an official entitled to do so."),
    (MATERIAL, RETURN, "source", "Sumber atau dasar hukum belum disebutkan. Mohon lengkapi agar dapat diperiksa.", "The source or legal basis is missing. Please name it so that it can be checked."),
    (MATERIAL, RETURN, "alt_text", "Keterangan gambar belum menjelaskan isi gambar bagi tunanetra. Mohon diperbaiki.", "The description does not tell blind readers what the picture says. Please mend it."),
    (MATERIAL, RETURN, "body", "Ada kekeliruan pada isi. Mohon periksa kembali tanggal, tempat, dan tata caranya.", "Something in the text is wrong. Please check dates, places and procedures."),
    (MATERIAL, REJECT, "", "Memuat peserta pemilihan: nama, nomor urut, gambar, atau ajakan memilih pasangan calon.", "Shows candidates: a name, number, picture or a call to vote for them."),
    (EVENT, RETURN, "photos", "Foto memuat peserta pemilihan atau atribut partai. Mohon ganti foto.", "A photo shows a candidate or a party's signs. Please replace it."),
    (EVENT, RETURN, "photos", "Foto tidak jelas atau tidak menunjukkan kegiatan. Mohon ganti foto.", "The photo is unclear or does not show the event. Please replace it."),
    (EVENT, RETURN, "attendance", "Jumlah hadir tampak tidak wajar. Mohon periksa kembali.", "The number of people present looks unusual. Please check it."),
    (EVENT, RETURN, "story", "Ceritakan lebih jelas apa yang berlangsung dan apa yang disampaikan.", "Please tell more clearly what happened and what was said."),
    (EVENT, RETURN, "starts", "Tanggal atau jam kegiatan keliru. Mohon diperbaiki.", "The date or time of the event is wrong. Please correct it."),
    (EVENT, REJECT, "", "Kegiatan memuat peserta pemilihan atau ajakan memilih pasangan calon.", "The event shows candidates or calls to vote for them."),
    (EVENT, REJECT, "", "Kegiatan ini sudah dilaporkan sebelumnya.", "This event has been reported before."),
    ("", RETURN, "", "Memuat data pribadi (NIK, alamat rumah, atau nomor telepon warga). Mohon dihapus.", "Contains personal data (NIK, home address or phone number). Please remove it."),
    ("", REJECT, "", "Bukan kegiatan atau materi sosialisasi pemilihan.", "Not about election outreach."),
    ("", WITHDRAW, "", "Memuat kekeliruan yang sedang diperbaiki.", "Contains an error that is being corrected."),
    ("", WITHDRAW, "", "Memuat peserta pemilihan.", "Shows candidates."),
    ("", WITHDRAW, "", "Ditarik atas permintaan KIM.", "Withdrawn at the request of the KIM."),
]  # fmt: skip


def install(apps, schema_editor):
    model = apps.get_model("kimportal", "CannedResponse")
    model.objects.bulk_create(
        (
            model(kind=kind, action=action, field=field, text_id=text, text_en=english, order=number * 10)
            for number, (kind, action, field, text, english) in enumerate(RESPONSES, 1)
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("kimportal", "0003_cache_table")]
    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
