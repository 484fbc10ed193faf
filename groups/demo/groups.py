"""The KIM of the demo: real places of the official list, invented groups and people."""

#: (region code, name, activity basis, state; "stale" is live with old data)
GROUPS = [
    ("35.73.04.1005", "KIM Sukun Berseri", "information", "live"),
    ("35.73.04.1003", "KIM Kebonsari Guyub", "culture", "live"),
    ("35.73.02.1001", "KIM Klojen Ceria", "literacy", "live"),
    ("35.73.02.1006", "KIM Kasin Maju", "economy", "waiting"),
    ("35.73.01.1009", "KIM Kesatrian", "information", "waiting"),
    ("35.73.01.1002", "KIM Arjosari Kreatif", "economy", "returned"),
    ("35.73.03.1006", "KIM Kedungkandang Rukun", "farming", "live"),
    ("35.73.03.1009", "KIM Madyopuro", "information", "draft"),
    ("35.78.27.1001", "KIM Sukomanunggal", "information", "live"),
    ("35.78.04.1001", "KIM Wonokromo Jaya", "economy", "live"),
    ("35.78.09.1001", "KIM Keputih Hijau", "literacy", "stale"),
    ("35.24.14.1001", "KIM Bahari Blimbing", "farming", "live"),
    ("35.29.12.2003", "KIM Ambunten Timur", "culture", "waiting"),
    ("35.28.08.2007", "KIM Larangan Luar", "farming", "live"),
    ("32.04.10.2005", "KIM Rahayu", "economy", "live"),
    ("32.76.01.1008", "KIM Pancoran Mas", "information", "live"),
    ("36.71.08.1001", "KIM Periuk", "information", "live"),
    ("36.74.04.1002", "KIM Serua Berkarya", "literacy", "live"),
    ("36.72.08.1007", "KIM Citangkil", "economy", "withdrawn"),
    ("36.04.15", "KIM Kecamatan Cikande", "information", "live"),
    ("34.04.07.2001", "KIM Caturtunggal", "literacy", "live"),
    ("34.01.02.1008", "KIM Wates Binangun", "culture", "stale"),
    ("33.75.02.1004", "KIM Kauman Batik", "economy", "live"),
    ("33.72.05.1014", "KIM Banjarsari", "culture", "live"),
    ("33.71.03.1004", "KIM Magelang Tengah", "information", "live"),
    ("12.71.12.1001", "KIM Labuhan Deli", "farming", "live"),
    ("13.75.01.1004", "KIM Aur Tajungkang", "culture", "live"),
    ("14.71.01.1004", "KIM Kampung Melayu", "information", "rejected"),
    ("15.71.09.1006", "KIM Simpang Rimbo", "literacy", "live"),
    ("17.71.05.1005", "KIM Padang Serai", "farming", "live"),
    ("18.72.01.1001", "KIM Metro Pusat", "information", "live"),
    ("18.71.10.1001", "KIM Rajabasa Cerdas", "literacy", "waiting"),
    ("21.71.10.1003", "KIM Teluk Tering", "information", "live"),
    ("51.71.01.2007", "KIM Sidakarya", "culture", "live"),
    ("51.04.05.1005", "KIM Ubud", "culture", "live"),
    ("52.71.04.1005", "KIM Kekalik Sekarbela", "information", "live"),
    ("52.01.07.2001", "KIM Sekotong", "farming", "live"),
    ("53.04.17.2001", "KIM Lasiolat Perbatasan", "information", "live"),
    ("53.71.03.1010", "KIM Oesapa", "farming", "waiting"),
    ("62.03.01.1007", "KIM Selat Hilir", "information", "live"),
    ("63.71.03.1003", "KIM Pelambuan", "economy", "live"),
    ("63.72.02.1004", "KIM Guntung Payung", "literacy", "live"),
    ("64.02.03.2006", "KIM Batuah Dasawisma 7", "farming", "live"),
    ("64.02.03.2006", "KIM Batuah Dasawisma 12", "economy", "live"),
    ("64.74.01.1001", "KIM Bontang Kuala", "farming", "live"),
    ("65.71.02.1004", "KIM Selumit", "information", "live"),
    ("71.71.09.1001", "KIM Malalayang", "information", "live"),
    ("73.71.01.1006", "KIM Mariso", "economy", "live"),
    ("73.71.13.1006", "KIM Rappocini", "literacy", "returned"),
    ("81.71.01.1007", "KIM Wainitu", "culture", "live"),
    ("82.71.02.1002", "KIM Gambesi", "farming", "live"),
    ("91.71.01.1001", "KIM Gurabesi", "information", "live"),
]

CHAIRS = (
    "Slamet Riyadi,Siti Aminah,Bambang Irawan,Dewi Anggraini,Made Wirawan,Yohana Bere,"
    "Syahrul Ramadhan,Fitri Handayani,Tigor Siregar,Maria Lewerissa,Hendra Gunawan,Nyoman Sari"
).split(",")
SECRETARIES = (
    "Joko Susilo,Ratna Dewi,Andi Makkasau,Lilis Suryani,Ahmad Fauzi,Theresia Nahak,Rudi Hartono"
).split(",")
TREASURERS = "Tini Rahayu,Sulastri,Desak Putu Ayu,Marlina Sinaga,Nurhayati".split(",")
SECTIONS = [
    ("Pengumpulan informasi", "Dwi Cahyono"),
    ("Penyebaran informasi", "Wulan Sari"),
]
ABOUT = {
    "information": "Menyampaikan kabar resmi dari rumah ke rumah dan lewat grup WhatsApp warga, "
    "serta membantu tetangga memeriksa pesan berantai.",
    "economy": "Membantu usaha kecil di lingkungan kami memotret, menulis, dan menjual produknya "
    "secara daring.",
    "culture": "Merawat kesenian dan kebiasaan baik kampung, dan menyisipkan kabar penting di "
    "setiap pertemuan warga.",
    "literacy": "Membuka pojok baca dan kelas literasi digital setiap pekan untuk anak, orang "
    "tua, dan lansia.",
    "farming": "Berbagi kabar harga, cuaca, dan cara tanam antarpetani dan nelayan, dan "
    "meneruskan pengumuman desa.",
}
NOTES = {
    "returned": ("Foto SK buram pada bagian tanda tangan. Mohon difoto ulang.", "decree_file"),
    "rejected": ("SK yang dikirim bukan SK pembentukan KIM.", "decree_file"),
    "withdrawn": ("Pengurus meminta KIM tidak ditampilkan selama penataan ulang.", ""),
}
