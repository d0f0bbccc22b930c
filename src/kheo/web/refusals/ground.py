from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "ground.may_not_give": _(
        "You may not give this role: it can do more than yours. Nobody gives more than they have; an administrator gives every role."
    ),
    "ground.may_not_give_there": _(
        "You may not give this role here: it would reach further than yours. Name a unit, place or programme within your own, or ask an administrator."
    ),
    "ground.may_not_give_so_long": _(
        "You may not give this role for so long: yours ends on %(last)s. Choose that day or one before it."
    ),
    "ground.unit_or_everywhere": _(
        "Name the unit for which the role holds, or tick “everywhere”: it would reach all units of all agencies."
    ),
    "ground.unit_and_everywhere": _("You named a unit and ticked “everywhere”. Take one of the two back."),
    "ground.name_too_long": _("The name has %(long)s letters; at most %(most)s fit."),
    "ground.no_invitation": _(
        "This invitation was used already, is over, or never was one. Ask whoever invited you for another."
    ),
    "ground.no_such_unit": _(
        "There is no unit “%(value)s” today. Write its name as the list of organisations does."
    ),
    "ground.several_units": _(
        "Several units are called “%(value)s”. Write the code of the one you mean: %(known)s."
    ),
    "ground.no_such_place": _(
        "There is no place “%(value)s” today. Write its name as the list of places does."
    ),
    "ground.several_places": _(
        "Several places are called “%(value)s”. Write the code of the one you mean: %(known)s."
    ),
    "ground.no_such_programme": _("There is no programme “%(value)s”."),
    "ground.no_such_role": _("There is no role “%(value)s”."),
    "ground.no_such_day": _("“%(value)s” is no day."),
    "ground.day_is_over": _("%(day)s is over. Choose a later last day, or none."),
    "ground.session_over": _(
        "This came too late: the account, a role or the password changed meanwhile, or the device was revoked. "
        "Nothing was kept. Sign in again."
    ),
    "ground.wrong_code": _(
        "This is not the code. Wait for the next one in the app and type it at once; if none fits, the phone's clock is wrong."
    ),
    "ground.code_used": _("This code was used before. Wait for the next one in the app."),
    "ground.recovery_code_used": _("This recovery code was used before, or is none of yours. Take another."),
    "ground.wrong_proof": _("Neither your password nor a code of yours. Nothing was changed."),
    "ground.too_many_codes": _(
        "Too many wrong codes. Wait a quarter of an hour, or ask your administrator to remove your second factor."
    ),
    "ground.authenticator_there": _(
        "There is an authenticator app already. Remove it first, then set up the other."
    ),
    "ground.no_factor": _(
        "Recovery codes stand in for an app or a passkey, and you have neither. Add one of them first."
    ),
    "ground.passkey_not_made": _("The passkey could not be kept. Begin again, on the same device."),
    "ground.passkeys_many": _("There are %(most)s passkeys already. Remove one that you no longer use."),
    "ground.passkey_does_not_open": _(
        "This passkey opens nothing here. Sign in with your name and password, or with another passkey."
    ),
    "ground.identity_unknown": _(
        "Nobody here has this address. Ask for an invitation to the mail address that you signed in with, or sign in with your "
        "name and password."
    ),
    "ground.own_account": _("This is your own account. Somebody else has to do that."),
    "ground.username_taken": _("There is an account named %(username)s already."),
    "ground.user_not_valid": _("The account is not valid: %(reasons)s"),
    "ground.password_too_weak": _("The password is too weak: %(reasons)s"),
    "ground.level_twice": _("the level “%(level)s” stands there twice."),
    "ground.rank_twice": _("the rank %(rank)s is that of “%(level)s” already."),
    "ground.not_on_earth": _("in “%(column)s”, %(value)s is not between -%(most)s and %(most)s."),
    "ground.parents_in_a_circle": _("“%(place)s” lies in “%(parent)s”, which lies in “%(place)s”."),
    "ground.outlives_parent": _(
        "“%(place)s” exists on days on which its parent “%(parent)s” (from %(since)s until %(until)s) does not."
    ),
    "ground.code_used_twice": _(
        "“%(place)s” has the code %(code)s, which “%(other)s” has too on the same days. A code may only come "
        "back after the other place has ended."
    ),
    "ground.change_says_two_things": _(
        "the lines of the change “%(change)s” do not name the same day and decision."
    ),
    "ground.more_than_all": _(
        "the shares of “%(place)s” add up to %(share)s; they cannot be more than 1. Leave a share empty where it is "
        "not known."
    ),
    "ground.becomes_itself": _("“%(place)s” cannot become itself."),
    "ground.origin_does_not_end": _(
        "“%(place)s” ends on %(until)s in places.csv, and here on %(day)s. The two must be the same day."
    ),
    "ground.target_does_not_begin": _(
        "“%(place)s” begins on %(since)s in places.csv, and here on %(day)s. The two must be the same day."
    ),
    "ground.not_a_share": _("in “%(column)s”, %(value)s is not a share from 0 to 1."),
    "ground.not_an_agency": _(
        "“%(agency)s” is given as the agency of “%(organisation)s”, and is itself a unit of another agency."
    ),
    "ground.name_shared": _(
        "“%(organisation)s” and “%(other)s” are both called “%(name)s”. A report could not tell them apart."
    ),
    "ground.not_geojson": _(
        "this is no GeoJSON layer (%(reason)s). Save it as a FeatureCollection of polygons, with longitude and latitude."
    ),
    "ground.layer_projected": _(
        "the coordinates are written in “%(crs)s”. Save the layer in WGS 84 (EPSG:4326): longitude and latitude in degrees."
    ),
    "ground.layer_without_day": _(
        "“%(value)s” is no day. Write the day on which the codes hold as 2025-07-01."
    ),
    "ground.feature_without_code": _(
        "the feature %(feature)s names no place. Give it an “id”: the place's code, or its place_id."
    ),
    "ground.feature_no_place": _(
        "the feature %(feature)s: no place that still exists has the code “%(code)s”. Where codes of an earlier day are "
        "meant, write it in the file's name: province@2025-06-30.geojson."
    ),
    "ground.feature_no_place_then": _(
        "the feature %(feature)s: no place had the code “%(code)s” on %(day)s. Correct the code, or the day."
    ),
    "ground.feature_ambiguous": _(
        "the feature %(feature)s: several places have the code “%(code)s” (%(places)s). Name the file after the level, or "
        "give a place_id as the “id”."
    ),
    "ground.feature_twice": _(
        "the feature %(feature)s: “%(place)s” has a polygon already (%(other)s). Keep one of the two."
    ),
    "ground.feature_no_polygon": _(
        "the feature %(feature)s is no area (%(kind)s). Only Polygon and MultiPolygon are drawn."
    ),
    "ground.point_not_on_earth": _(
        "the feature %(feature)s: %(point)s is no longitude (-180 to 180) and latitude (-90 to 90), in this order."
    ),
    "ground.ring_too_short": _("the feature %(feature)s: the ring %(ring)s has fewer than four points."),
    "ground.ring_open": _("the feature %(feature)s: the ring %(ring)s does not end where it begins."),
    "ground.ring_flat": _("the feature %(feature)s: the ring %(ring)s encloses nothing."),
    "ground.ring_crosses_itself": _(
        "the feature %(feature)s: the ring %(ring)s crosses itself near %(point)s. Mend it in the program that drew it."
    ),
    "ground.hole_outside": _(
        "the feature %(feature)s: the hole in ring %(ring)s lies outside its polygon. Make it a polygon of its own."
    ),
    "ground.no_web_login": _(
        "KHEO_DATABASE_WEB names the login %(login)s, which the database does not have. Make it with "
        "CREATE ROLE (see the guide), then run `kheo migrate`."
    ),
    "ground.web_login_too_strong": _(
        "The login %(login)s of KHEO_DATABASE_WEB is a superuser, passes row security or owns tables: it would see every "
        "agency's reports. Name one that owns nothing."
    ),
}
