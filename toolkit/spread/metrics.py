"""Every metric and control of SPREAD, in words: the one list that docs and reports read."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CONTROLS", "METRICS", "Metric", "describe"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What a metric says.

    Parameters
    ----------
    what : what ``value`` is
    unit : its unit and range
    formula : how it is computed
    source : the paper behind it, empty for plain counts
    """

    what: str
    unit: str
    formula: str
    source: str = ""


MH = "Mantel and Haenszel 1959, doi:10.1093/jnci/22.4.719; Greenland and Robins 1985, doi:10.2307/2530643"
GOEL = "Goel, Watts and Goldstein 2012, doi:10.1145/2229012.2229058"
DIEKMANN = "Diekmann, Heesterbeek and Metz 1990, doi:10.1007/BF00178324"
BH = "Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x"
FISHER = "Fisher 1915, doi:10.1093/biomet/10.4.507"
VIRALITY = "Goel, Anderson, Hofman and Watts 2016, doi:10.1287/mnsc.2015.2158"
AVALLE = "Avalle et al. 2024, doi:10.1038/s41586-024-07229-y"
RUBIN = "Rubin 1987, doi:10.1002/9780470316696"
ZHANG = "Zhang et al. 2018, doi:10.18653/v1/P18-1125"
AALEN = "Aalen and Johansen 1978, https://www.jstor.org/stable/4615704"
LIPSITCH = "Lipsitch, Tchetgen Tchetgen and Cohen 2010, doi:10.1097/EDE.0b013e3181d61eeb"

# In the formulas, per stratum: a hot replies among n1 to hot parents, b among n0 to cold ones, n = n1 + n0;
# H hot comments in C cascades.
METRICS: dict[str, Metric] = {
    "risk_difference": Metric(
        "how much more often a reply is hot under a hot parent than under a cold one of the same stratum",
        "difference of shares, -1 to 1",
        "sum (a n0 - b n1)/n / sum n1 n0/n",
        MH,
    ),
    "risk_ratio": Metric(
        "how many times as often a reply is hot under a hot parent", "ratio, above 0", "sum a n0/n / sum b n1/n", MH
    ),
    "odds_ratio": Metric(
        "the odds of a hot reply under a hot parent over those under a cold one; the least moved by deleted comments",
        "ratio, above 0",
        "sum a (n0 - b)/n / sum b (n1 - a)/n",
        MH,
    ),
    "detectable_difference": Metric(
        "the smallest risk difference that the shuffle test at 5 % finds in 80 % of studies like this one",
        "difference of shares",
        "(z.95 + z.80) x standard deviation of the risk difference under shuffles",
    ),
    "q_value": Metric("the headline's p, adjusted for having looked at several labels", "0 to 1", "step-up", BH),
    "hot_after_hot": Metric("share of hot replies under hot parents", "0 to 1", "sum a / sum n1, or standardised"),
    "hot_after_cold": Metric("share of hot replies under cold parents", "0 to 1", "sum b / sum n0, or standardised"),
    "reproduction": Metric(
        "hot replies per hot comment, R; below 1 on every finished tree, so only its ratio to R0 (null_value) tells",
        "0 to below 1",
        "hot-hot edges / H = 1 - C/H",
        DIEKMANN,
    ),
    "reproduction_ratio": Metric("R over its mean under shuffles, R0", "ratio, above 0", "R / R0", DIEKMANN),
    "reproduction_mature": Metric(
        "R over hot comments old enough to have been answered by the end of the corpus",
        "hot replies",
        "as reproduction",
        DIEKMANN,
    ),
    "replies_per_hot": Metric("scored replies per hot comment", "replies", "edges from hot comments / H"),
    "cascades": Metric("pieces of hot comments joined by hot replies", "cascades", "C", GOEL),
    "cascade_size": Metric("mean hot comments in a cascade", "comments, from 1", "H / C = 1 / (1 - R)", GOEL),
    "cascade_size_largest": Metric("hot comments in the largest cascade", "comments", "max size", GOEL),
    "cascade_top_share": Metric("share of all hot comments that lie in the largest cascade", "0 to 1", "max size / H"),
    "cascade_chain_longest": Metric(
        "comments in the longest unbroken chain of hot replies", "comments", "max depth + 1"
    ),
    "cascade_users": Metric("mean users in a cascade of two comments or more", "users", "distinct users / cascades"),
    "cascade_minutes": Metric("median time from first to last comment of such a cascade", "minutes", "median"),
    "threads_hot": Metric(
        "share of threads with a hot comment",
        "0 to 1",
        "threads / threads",
        "Wilson 1927, doi:10.1080/01621459.1927.10502953",
    ),
    "sibling_pairs": Metric(
        "negative control: pairs of hot replies to the same comment, over their mean when replies are shuffled within "
        "thread, depth and parent's heat; above 1 with small p, shared context is not excluded",
        "ratio, above 0",
        "sum C(hot replies, 2) / null mean",
        LIPSITCH,
    ),
    "risk_difference_self_reply": Metric("risk difference over users' replies to themselves", "-1 to 1", "a/n1 - b/n0"),
    "risk_difference_root": Metric(
        "risk difference over replies to a thread's only top-level comment: between threads, so not controlled",
        "-1 to 1",
        "a/n1 - b/n0",
    ),
    "assortativity": Metric(
        "correlation of the two ends' states over all edges; null_value is what threads and depths alone give",
        "-1 to 1",
        "(a n0 - b n1) / sqrt(n1 n0 m (n - m)), m = a + b",
        "Newman 2003, doi:10.1103/PhysRevE.67.026126",
    ),
    "score_correlation": Metric(
        "Pearson correlation of parents' and replies' scores, raw or centred within strata: no threshold",
        "-1 to 1",
        "sum x y / sqrt(sum x^2 sum y^2)",
        FISHER,
    ),
    "score_rank_correlation": Metric(
        "Spearman correlation of the scores centred within strata", "-1 to 1", "the same, of ranks", FISHER
    ),
    "risk_difference_lower_threshold": Metric(
        "the headline with the threshold 0.1 lower", "-1 to 1", "as the headline", MH
    ),
    "risk_difference_higher_threshold": Metric(
        "the headline with the threshold 0.1 higher", "-1 to 1", "as the headline", MH
    ),
    "odds_ratio_lower_threshold": Metric(
        "odds ratio with the threshold 0.1 lower", "ratio, above 0", "as odds_ratio", MH
    ),
    "odds_ratio_higher_threshold": Metric(
        "odds ratio with the threshold 0.1 higher", "ratio, above 0", "as odds_ratio", MH
    ),
    "persistence_ratio": Metric(
        "share of the association that one more reply keeps; errors of the scorer cancel", "0 to 1", "RD_2 / RD_1"
    ),
    "half_life": Metric("replies after which half of it is left", "replies", "ln(1/2) / ln(persistence_ratio)"),
    "cascade_virality": Metric(
        "mean distance between two comments of a cascade: near 2 for broadcasts, growing with length for chains",
        "replies, from 1",
        "2 sum s (n - s) / (n (n - 1)), s comments at or below each one",
        VIRALITY,
    ),
    "risk_difference_next_sibling": Metric(
        "how much more often a reply is hot after a hot sibling than after a cold one; compare with null_value",
        "-1 to 1",
        "Mantel-Haenszel over parents",
        MH,
    ),
    "position_slope": Metric(
        "change of the share of hot comments from a thread's first to its last comment, within threads",
        "difference of shares",
        "sum (x - mean) hot / sum (x - mean)^2",
        AVALLE,
    ),
    "position_trend": Metric(
        "Kendall's tau of the shares in ten parts of the threads: steadily rising (1) or falling (-1)",
        "-1 to 1",
        "tau-a of ten shares",
        f"Mann 1945, doi:10.2307/1907187; {AVALLE}",
    ),
    "spark_rate": Metric("share hot among comments that answer a cold one or none", "0 to 1", "sparks / could be"),
    "carry_rate": Metric("share hot among replies to hot comments", "0 to 1", "carries / could be"),
    "spark_top_share": Metric(
        "share of all sparks written by the most sparking 1 % of users; null_value: heat shuffled within threads",
        "0 to 1",
        "their sparks / sparks",
    ),
    "spark_gini": Metric("how unevenly sparks lie on users", "0 to 1", "Gini coefficient", "Gini 1912"),
    "repeat_rate": Metric(
        "share of users, hot in a thread and seen in a later one, who are hot again there", "0 to 1", "users / users"
    ),
    "risk_difference_target": Metric(
        "how much more often a user's next comment is hot after a hot reply to them than after cold ones only",
        "-1 to 1",
        "Mantel-Haenszel over user (or thread) x own state before",
        "Maclure 1991, doi:10.1093/oxfordjournals.aje.a115853",
    ),
    "pile_on": Metric(
        "mean of other users who answer one comment with heat, where any does", "users, from 1", "users / comments"
    ),
    "pile_on_largest": Metric("most users who answered one comment with heat", "users", "max"),
    "third_party_share": Metric(
        "share of hot comments below the first hot reply of a chain that neither its writer nor its target wrote",
        "0 to 1",
        "comments / comments",
    ),
    "prevalence_corrected": Metric(
        "prevalence without the scorer's errors",
        "share",
        "(seen - (1 - Sp)) / (Se + Sp - 1)",
        "Rogan and Gladen 1978, doi:10.1093/oxfordjournals.aje.a112510",
    ),
    "risk_difference_corrected": Metric(
        "the headline without the scorer's errors, if these do not depend on the other end of the edge",
        "difference of shares",
        "RD / [(Se + Sp - 1)(PPV + NPV - 1)], by stratum",
        "Rogan and Gladen 1978, doi:10.1093/oxfordjournals.aje.a112510",
    ),
    "risk_difference_stated": Metric("the headline on stated replies only", "-1 to 1", "as the headline", MH),
    "odds_ratio_stated": Metric("odds ratio on stated replies only", "ratio, above 0", "as odds_ratio", MH),
    "risk_difference_drawn": Metric("the headline averaged over draws of doubtful replies", "-1 to 1", "as it", RUBIN),
    "odds_ratio_drawn": Metric("odds ratio averaged over draws of doubtful replies", "ratio, above 0", "as it", RUBIN),
    "prevalence": Metric("share of scored comments that are hot", "0 to 1", "H / scored"),
    "comments": Metric("comments in the table", "comments", "count"),
    "scores_unmatched": Metric("scores whose comment is not in the table", "scores", "count"),
    "comments_scored": Metric("comments with a score", "comments", "count"),
    "comments_hot": Metric("comments at or above the threshold", "comments", "count"),
    "edges": Metric("replies with both ends scored, by another user than the parent's", "replies", "count"),
    "edges_dropped_broken": Metric("comments on or below a cycle or a reply to itself", "comments", "count"),
    "edges_dropped_missing": Metric("replies to a comment that is not in the table", "replies", "count"),
    "edges_dropped_unknown": Metric(
        "comments below the top level that do not say what they answer", "comments", "count"
    ),
    "edges_dropped_unscored": Metric("replies with an end that has no score", "replies", "count"),
    "edges_dropped_self_reply": Metric("users' replies to themselves", "replies", "count"),
    "edges_unknown_depth": Metric(
        "edges in orphan fragments: kept, but in no rung that needs the depth", "replies", "count"
    ),
    "edges_time_inverted": Metric(
        "replies older than what they answer: kept, but not in the rung of time", "replies", "count"
    ),
    "edges_unknown_user": Metric("replies without a user: kept, but not in the rungs of users", "replies", "count"),
}

# Metrics whose name ends in a number or a label.
FAMILIES: dict[str, Metric] = {
    "reproduction_depth_": Metric("R of hot comments at that depth", "hot replies per hot comment", "as reproduction"),
    "cascade_tail_": Metric("share of cascades with at least that many comments", "0 to 1", "cascades / C", GOEL),
    "risk_difference_lag_": Metric(
        "risk difference under the ancestor so many replies up, within thread and depth",
        "-1 to 1",
        "as the headline",
        MH,
    ),
    "cascade_virality_": Metric(
        "mean virality of cascades of exactly that many comments", "replies", "as it", VIRALITY
    ),
    "hot_at_depth_": Metric("share of hot comments at that depth", "0 to 1", "hot / scored", AVALLE),
    "hot_at_part_": Metric(
        "share of hot comments in that tenth of the thread, by time", "0 to 1", "hot / scored", AVALLE
    ),
    "risk_difference_from_": Metric(
        "how much more often a reply is hot in this label under a parent hot in that one",
        "-1 to 1",
        "as the headline",
        MH,
    ),
    "odds_ratio_from_": Metric("the odds ratio of the same", "ratio, above 0", "as odds_ratio", MH),
    "q_value_from_": Metric("its p, adjusted for all pairs of labels", "0 to 1", "step-up", BH),
    "first_hot_by_": Metric(
        "share of threads that go hot within so many comments; null_value: were all comments alike",
        "0 to 1",
        "Aalen-Johansen",
        AALEN,
    ),
    "derail_base_": Metric(
        "share of threads with heat in the next k comments after the first k", "0 to 1", "threads / threads"
    ),
    "derail_auc_": Metric(
        "area under the ROC curve of that, foretold from the first k comments",
        "0 to 1, chance .5",
        "logistic regression, out of fold",
        ZHANG,
    ),
    "derail_auc_length_": Metric(
        "the same from the thread's final length alone", "0 to 1, chance .5", "rank of length", ZHANG
    ),
    "derail_auc_heat_": Metric(
        "the same from the number of hot comments so far alone", "0 to 1, chance .5", "rank of heat", ZHANG
    ),
    "derail_auc_quiet_": Metric(
        "the same, all features, in threads without heat so far",
        "0 to 1, chance .5",
        "logistic regression, out of fold",
        ZHANG,
    ),
    "derail_precision_": Metric(
        "its average precision; null_value is the base rate", "0 to 1", "sum precision x recall step", ZHANG
    ),
    "derail_brier_": Metric(
        "its Brier score; null_value is that of the base rate", "0 to 1, 0 best", "mean (chance - outcome)^2", ZHANG
    ),
    "cascades_of_": Metric("cascades of exactly that many comments", "cascades", "count", GOEL),
}

CONTROLS: dict[str, str] = {
    "none": "all edges together: mixes heat of threads with association along replies",
    "thread_depth": "parents of the same thread and depth (the headline)",
    "branch_depth": "parents of the same top-level branch and depth",
    "thread_depth_time": "parents of the same thread and depth whose replies fall into the same stretch of time",
    "user": "the same user's replies to hot and to cold parents",
    "thread_state": "users of the same thread whose own comment before was as hot (targets only)",
    "user_thread_depth": "users and thread x depth at once, by a linear model with fixed effects",
}


def describe(metric: str) -> Metric:
    """Return what `metric` is.

    Raises
    ------
    KeyError : no metric of SPREAD has that name

    Examples
    --------
    >>> describe("cascades_of_3").unit
    'cascades'
    """
    if metric in METRICS:
        return METRICS[metric]
    starts = [start for start in FAMILIES if metric.startswith(start) and metric != start]
    if not starts:
        raise KeyError(metric)
    return FAMILIES[max(starts, key=len)]
