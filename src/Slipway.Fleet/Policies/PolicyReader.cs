// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using Slipway.Check;
using Slipway.Dockerfile;
using Slipway.Oci;

namespace Slipway.Fleet;

/// <summary>Reads a policy file. Its claims are a fleet's, but for those that no door can prove: they are refused by name, where they stand.</summary>
internal sealed partial class PolicyReader(SourceText source)
{
    /// <summary>What becomes of an image of which a rule doesn't hold.</summary>
    internal static IReadOnlyDictionary<string, PolicySeverity> Severities { get; } =
        new Dictionary<string, PolicySeverity> { ["refuse"] = PolicySeverity.Refuse, ["warn"] = PolicySeverity.Warn };

    private readonly List<Diagnostic> _diagnostics = [];

    [GeneratedRegex($@"\A{NamePatterns.Fleet}\z", RegexOptions.CultureInvariant)]
    private static partial Regex RuleName();

    internal PolicyFile Read()
    {
        var policy = ImagePolicy.Open;
        var root = YamlReader.Read(source, _diagnostics);
        if (root is null or YamlScalar { IsNull: true })
        {
            if (_diagnostics.Count == 0)
                _diagnostics.Add(Diagnostic.Error(source, new(0, 0), "the policy holds nothing, and would let everything in", "write rules under 'rules:'"));
        }
        else if (FieldReader.Open(root, "a policy file", _diagnostics) is { } fields)
        {
            policy = ReadTop(fields);
        }
        return new() { Policy = policy, Diagnostics = [.. _diagnostics.OrderBy(static diagnostic => diagnostic.Span.Start)] };
    }

    private ImagePolicy ReadTop(FieldReader fields)
    {
        // An empty list says something here: that no tag moves.
        var mutable = fields.Take("mutable-tags") is YamlList { Items.Count: 0 } ? [] : PatternWords.Patterns(fields, "mutable-tags");
        var rules = fields.Take("rules") is { } value ? ReadRules(value) : [];
        if (fields.Take("rules") is null && mutable is null)
            fields.Report(fields.Place, "the policy has no rules", "write some under 'rules:', each with a name");
        fields.Finish();
        foreach (var again in rules.GroupBy(static rule => rule.Name).SelectMany(static group => group.Skip(1)))
            _diagnostics.Add(again.Place.Error($"two rules are named '{again.Name}'", "give one of them another name"));
        return new() { Rules = rules, MutableTags = mutable ?? ImagePolicy.UsualMutableTags };
    }

    private List<PolicyRule> ReadRules(YamlValue value)
    {
        if (value is not YamlList { Items.Count: > 0 } list)
        {
            _diagnostics.Add(value.Place.Error($"'rules' is a list of rules, not {(value is YamlList ? "an empty one" : value.Kind)}", "write each after a dash: '- { name: not-root, claims: { user: { not-root: true } } }'"));
            return [];
        }
        return [.. list.Items.Select(ReadRule).OfType<PolicyRule>()];
    }

    private PolicyRule? ReadRule(YamlValue value)
    {
        if (FieldReader.Open(value, "a rule", _diagnostics) is not { } fields)
            return null;
        var name = ReadName(fields, value);
        var doors = ReadDoors(fields);
        var forbid = fields.Switch("forbid", PolicyBar.Everything, PolicyBar.Claims);
        var settings = fields.Take("claims") is { } claims ? new ClaimsReader(_diagnostics).Read(claims) : null;
        if (settings is null && forbid is not { Value: PolicyBar.Everything })
            fields.Report(value, "the rule asks for nothing", "say what must hold under 'claims:', or 'forbid: true' for names that nothing comes in by");
        if (settings is not null && forbid is { Value: PolicyBar.Everything })
            fields.Report(fields.KeyOf("claims"), "a rule that forbids everything asks for nothing else", "leave 'claims' out, or 'forbid'");
        var rule = new PolicyRule
        {
            Name = name ?? "",
            Place = value.Place,
            Repositories = PatternWords.Patterns(fields, "repositories") ?? [NamePattern.Any],
            ExceptRepositories = PatternWords.Patterns(fields, "except-repositories") ?? [],
            Tags = PatternWords.Patterns(fields, "tags") ?? [],
            ExceptTags = PatternWords.Patterns(fields, "except-tags") ?? [],
            Doors = doors,
            Severity = PatternWords.OneOf(fields, "severity", Severities) ?? PolicySeverity.Refuse,
            Bar = forbid?.Value ?? PolicyBar.Claims,
            Claims = settings is null ? [] : Expand(settings, doors),
            Remedy = fields.Text("remedy")?.Value,
        };
        fields.Finish();
        return name is null ? null : rule;
    }

    private static string? ReadName(FieldReader fields, YamlValue rule)
    {
        if (fields.Text("name") is not { } name)
        {
            if (fields.Take("name") is null)
                fields.Report(rule, "the rule has no name, which refusals would tell", "begin it with 'name: not-root'");
            return null;
        }
        if (RuleName().IsMatch(name.Value))
            return name.Value;
        fields.Report(name.Place, $"'{name.Value}' cannot be a rule's name", "use lower-case letters and digits, with single '_' or '-' between them");
        return null;
    }

    private static PolicyDoors ReadDoors(FieldReader fields)
    {
        if (fields.Texts("doors") is not { } words)
            return PolicyDoors.All;
        var doors = PolicyDoors.None;
        foreach (var word in words)
            doors |= PatternWords.OneOf(fields, word, "doors", PolicyFile.Doors) ?? PolicyDoors.None;
        return doors;
    }

    // What is claimed of one platform comes on top of what is claimed of all: here nobody lists the platforms that there are.
    private List<Claim> Expand(ClaimSettings settings, PolicyDoors doors)
    {
        var expansion = new ClaimExpansion(new Interpolation([], null, [], _diagnostics), _diagnostics);
        var claims = expansion.Expand(settings with { OfPlatforms = [] }, []).Concat(
            settings.OfPlatforms.SelectMany(own => expansion.Expand(own.Claims, []).Select(claim => claim with { OnlyOn = own.Platform }))).ToList();
        foreach (var claim in claims)
        {
            if (claim is ComparisonClaim)
                Report(claim, "a policy has no siblings to compare sizes with", "write 'max', or claim the difference in the fleet file");
            else if (claim is CommandClaim && doors != PolicyDoors.Publish)
                Report(claim, $"no command is run at the {Name(doors & ~PolicyDoors.Publish)}, where an image is judged before it may run", "give this rule 'doors: publish', or claim what the layers show");
        }
        return claims;
    }

    private static string Name(PolicyDoors doors)
    {
        var names = PolicyFile.Doors.Where(door => doors.HasFlag(door.Value)).Select(static door => $"'{door.Key}'").ToList();
        return $"{(names.Count == 1 ? "door" : "doors")} {string.Join(", ", names)}";
    }

    private void Report(Claim claim, string message, string help) => _diagnostics.Add(claim.Place.Error(message, help));
}
