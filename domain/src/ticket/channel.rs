//! 渠道: by which way an order came.

slugs! {
    /// The channels of domain part 1.2; the town's own hotline never touches the city's platform.
    pub enum Channel {
        Hotline12345 = "hotline_12345",
        TownHotline = "town_hotline",
        Online12345 = "online_12345",
        Patrol = "patrol",
        Village = "village",
        Wechat = "wechat",
        Letter = "letter",
        WalkIn = "walk_in",
        Police110 = "police_110",
    }
}
