use super::*;

fn vocabulary() -> Vocabulary {
    let words = [
        "susan",
        "john",
        "johnny",
        "köln",
        "s3cret",
        "sus_n",
        "create_users",
    ];
    Vocabulary {
        words: words.map(str::to_owned).to_vec(),
        amounts: vec![41..=43, 900..=900],
    }
}

fn drawn(seed: u64) -> Substitution {
    Substitution::draw(&vocabulary(), &BTreeSet::new(), seed).expect("room")
}

const TEXT: &str = "susan, Susan@x.com, sUSAN, susanna, 41, 42, 141, 4_1, Köln, john, S3cret";

#[test]
fn what_is_encoded_is_decoded_again() {
    for seed in 0..100 {
        let substitution = drawn(seed);
        let encoded = substitution.encode(TEXT);
        assert_eq!(encoded.len(), TEXT.len());
        for word in ["susan,", "Susan@", "john", " 41", " 42", "Köln"] {
            assert!(!encoded.contains(word), "{word} in {encoded}");
        }
        for word in ["susanna", "141", "4_1", "@x.com"] {
            assert!(encoded.contains(word), "{word} not in {encoded}");
        }
        assert_eq!(substitution.decode(&encoded), TEXT);
    }
}

#[test]
fn order_length_and_distance_stay() {
    for seed in 0..100 {
        let substitution = drawn(seed);
        let words =
            ["john", "johnny", "köln", "s3cret", "susan"].map(|word| substitution.encode(word));
        assert!(words.is_sorted(), "{words:?}");
        let [first, next, high]: [u64; 3] = ["41", "42", "900"]
            .map(|number| substitution.encode(number).parse().expect("a number"));
        assert_eq!(first + 1, next);
        assert!((10..98).contains(&first) && (100..1000).contains(&high));
    }
}

#[test]
fn a_seed_draws_the_same_again_and_another_one_something_else() {
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7), drawn(8));
}

#[test]
fn a_pattern_is_one_of_what_was_drawn() {
    let substitution = drawn(3);
    let (word, pattern) = (substitution.encode("susan"), substitution.encode("sus_n"));
    assert!(matches(&pattern, &word), "{pattern} {word}");
    assert_eq!(substitution.decode(&pattern), "sus_n");
}

#[test]
fn a_name_of_several_words_is_known_in_a_file_and_in_a_sentence() {
    let substitution = drawn(3);
    let file = substitution.encode("V1__create_users.sql");
    assert!(
        file.starts_with("V1__c") && !file.contains("create"),
        "{file}"
    );
    let sentence = file[4..16].replace('_', " ");
    assert_eq!(substitution.decode(&file), "V1__create_users.sql");
    assert_eq!(substitution.decode(&sentence), "create users");
}

#[test]
fn an_original_that_nobody_passed_on_is_marked() {
    let substitution = drawn(1);
    assert_eq!(
        substitution.decode("Susan has 42"),
        "Susan (not in this run) has 42 (not in this run)"
    );
    assert_eq!(
        substitution.decode_for_reading("Susan has 42"),
        "Susan has 42"
    );
}

#[test]
fn what_only_a_person_reads_keeps_its_numbers() {
    let substitution = drawn(1);
    let encoded = substitution.encode("susan:42");
    let (_, number) = encoded.split_once(':').expect("two parts");
    assert_eq!(
        substitution.decode_for_reading(&encoded),
        format!("susan:{number}")
    );
}

#[test]
fn an_escape_is_no_part_of_a_word() {
    let substitution = drawn(5);
    let source = r"\nsusan\tjohn \n {susan} \susan %40john 100%john";
    let encoded = substitution.encode(source);
    assert!(
        !encoded.contains("susan") && !encoded.contains("john"),
        "{encoded}"
    );
    assert_eq!(substitution.decode(&encoded), source);
    assert_eq!(
        substitution.encode(r"susan\n%C3%A9"),
        substitution.encode("susan") + r"\n%C3%A9"
    );
}

#[test]
fn nothing_is_drawn_that_is_taken() {
    let taken: BTreeSet<String> = (10..97).map(|number: u32| number.to_string()).collect();
    let one = Vocabulary {
        words: Vec::new(),
        amounts: vec![41..=43],
    };
    for seed in 0..20 {
        let substitution = Substitution::draw(&one, &taken, seed).expect("room");
        assert_eq!(substitution.encode("41"), "97");
    }
    let taken = (10..98).map(|number: u32| number.to_string()).collect();
    assert_eq!(Substitution::draw(&one, &taken, 0), None);
}

#[test]
fn what_cannot_be_drawn_need_not_be_kept_apart() {
    let text = "Grüße, it's A_b:41! Olm, Bob__SQL";
    let words: Vec<String> = words_of(text).collect();
    assert_eq!(
        words,
        ["grüße", "it", "s", "a_b", "41", "olm", "bob", "sql"]
    );
    let words: Vec<String> = drawable_words_of(text).collect();
    assert_eq!(words, ["it", "s", "a_b", "41", "olm", "sql"]);
}

#[test]
fn words_that_could_be_drawn_are_found_wherever_they_stand() {
    let text = "susan sxzt Sxz 41 4a 57\u{2026}s\u{f6}z V1__create_x a__b _c __ k\u{f6}ln_T qwe__zz\n\\nbcd";
    let plain = words(text).filter(|word| is_drawable(word));
    let plain: Vec<String> = plain.map(str::to_ascii_lowercase).collect();
    assert_eq!(drawable_words_of(text).collect::<Vec<_>>(), plain);
    assert!(plain.contains(&"sxzt".to_owned()) && plain.contains(&"zz".to_owned()));
    assert!(!plain.contains(&"susan".to_owned()));
}
