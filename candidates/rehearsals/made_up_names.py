"""Made-up names in many scripts: ordinary given names with invented family names, so that nobody real is meant."""

from random import Random

# Given names, family names: at least eight of each, so that a school has few people of one name.
_SCRIPTS: tuple[tuple[str, str], ...] = (
    (
        "Amelia Bruno Clara Dominik Eszter Freya Gaëlle Håkon İlkay Józef Kübra Łucja Mário Nuño Øystein Şule",
        "Abernight Brackwold Çamdere Drzewnik Eskelbæk Fenwaldt Göltmark Hrůzovec Ilvarez Krzystek Morfaire Ødegrund",
    ),
    (
        "Ngọc Thảo Minh Quỳnh Đăng Khôi Phương Hạnh Tuệ",
        "Đinhquý Nguyệnhà Trầmlê Phạmvũ Hoàngtạ Võsơn Đặngmai Bùikha",
    ),
    (
        "أمينة باسم تالا جاسم دانة رامي زينة سامر عبير غسان",
        "النجماوي البحرداني السهلاوي الوردكي الغيماني الصخروي الزيتماني القمرواي",
    ),
    (
        "Алёна Богдан Варвара Глеб Дарина Егор Жанна Захар Инна",
        "Березгорский Ветролугова Громополев Заречнинский Лугодольская Озерников Рябиносветов Тихогорская",
    ),
    (
        "Αλεξία Βασίλης Γαλάτεια Δημήτρης Ελπίδα Ζήνων Θάλεια Ιάσων",
        "Αγρολιβαδάκης Βουνοκορφίδης Θαλασσοπούλου Καλαμοχωρίτης Λιμνογιάννης Πετροβούνης Ροδοπεράκη Φεγγαρίτου",
    ),
    (
        "अनन्या भास्कर चित्रा देवांश ईशानी गौरव हिमानी कबीर",
        "पर्वतकर नदीवाला वनश्रीकर मेघपुरी दीपवर्धनी शिखरगावे पुष्पनेरी सागरवंशी",
    ),
    (
        "กมล ขวัญใจ จิราพร ชลธี ดวงดาว ธีรภัทร นภัสสร ปกรณ์",
        "ทุ่งฟ้าใส ดอยเมฆขาว ธารน้ำริน ป่าสนงาม เกาะทรายทอง จันทร์นาวา ลมโชยเย็น ดาวเหนือฟ้า",
    ),
    (
        "אביגיל בועז גילה דביר הדס זוהר טליה ירדן",
        "הרצפוני נחלבר יערדון כוכבשמיר שדהלבן אגמוני רוחים סלעגל",
    ),
    (
        "ანანო ბექა გვანცა დათო ელენე ვაჟა თამთა ირაკლი",
        "მთაწყაროელი ტყისპირაძე ვარსკვლავიძე მდინარაშვილი ზღვისფერი ღრუბელაძე ნისლიშვილი ქარიანიძე",
    ),
    ("子涵 雨萱 浩然 梓晴 思远 佳怡 宇航 欣妍", "云岚 青屿 松岑 霁川 竹坞 月浦 石溪 枫林"),
    ("はるか ゆうと さくら けんた あおい そうた ひなた みゆ", "雲居川 霧ヶ沼 星見原 風越台 月影森 雪割谷 波音崎 竹灯"),
    ("서연 민준 하윤 도현 지우 시우 예린 준서", "구름재 달빛골 별하늘 솔바람 안개섬 해오름 눈꽃재 강물빛"),
)
_LISTS = tuple((given.split(), family.split()) for given, family in _SCRIPTS)
SCRIPTS = len(_LISTS)


def made_up_name(random: Random, *, home: int) -> tuple[str, str]:
    """Given names and a family name; mostly in the script of the number `home`, one in four in any other."""
    script = home % SCRIPTS
    if random.random() < 0.25:
        script = random.randrange(SCRIPTS)
    given, family = _LISTS[script]
    names = random.choice(given)
    # Half of them have two, so that few at a school have one name and birthday.
    if random.random() < 0.5:
        names = f"{names} {random.choice(given)}"
    return names, random.choice(family)
