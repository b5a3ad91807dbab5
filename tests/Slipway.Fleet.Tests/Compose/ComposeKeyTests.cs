// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Slipway.TestKit;

namespace Slipway.Fleet.Tests.Compose;

/// <summary>The table of the keys of a service: held to the specification's schema, to the reader and to the page that shows it.</summary>
public sealed partial class ComposeKeyTests : IDisposable
{
    // A value for each key that is honoured, other than what holds without it.
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["attach"] = "false", ["build"] = ".", ["cap_add"] = "[SYS_TIME]", ["cap_drop"] = "[CHOWN]", ["cgroup"] = "host", ["cgroup_parent"] = "/builds", ["command"] = "true", ["configs"] = "[c]",
        ["container_name"] = "other", ["cpu_period"] = "50000", ["cpu_quota"] = "20000", ["cpu_shares"] = "512", ["cpus"] = "0.5", ["cpuset"] = "'0'", ["depends_on"] = "[db]",
        ["deploy"] = "{ mode: replicated, replicas: 1, resources: { limits: { cpus: '1' } } }", ["develop"] = "{ watch: [] }", ["device_cgroup_rules"] = "['c 1:3 rwm']", ["devices"] = "[/dev/null]", ["dns"] = "9.9.9.9",
        ["dns_opt"] = "['ndots:2']", ["dns_search"] = "example.org", ["domainname"] = "example.org", ["entrypoint"] = "[run]", ["env_file"] = "file", ["environment"] = "{ A: b }", ["expose"] = "[80]",
        ["extends"] = "db", ["external_links"] = "['other:name']", ["extra_hosts"] = "['a=10.0.0.1']", ["group_add"] = "[mail]", ["healthcheck"] = "{ test: 'true' }", ["hostname"] = "host", ["image"] = "other:1", ["init"] = "true", ["ipc"] = "host",
        ["label_file"] = "file", ["labels"] = "{ a: b }", ["links"] = "['db:d']", ["logging"] = "{ driver: none }", ["mem_limit"] = "64m", ["mem_reservation"] = "32m", ["mem_swappiness"] = "10", ["memswap_limit"] = "128m",
        ["network_mode"] = "none", ["networks"] = "[n]", ["oom_score_adj"] = "100", ["pid"] = "host", ["pids_limit"] = "10", ["platform"] = "linux/arm64", ["ports"] = "[80]", ["privileged"] = "true", ["profiles"] = "[p]",
        ["pull_policy"] = "never", ["read_only"] = "true", ["restart"] = "always", ["scale"] = "1", ["secrets"] = "[c]", ["security_opt"] = "[seccomp=unconfined]", ["shm_size"] = "1m", ["stdin_open"] = "true",
        ["stop_grace_period"] = "1s", ["stop_signal"] = "SIGINT", ["sysctls"] = "{ net.core.somaxconn: 1024 }", ["tmpfs"] = "/t", ["tty"] = "true", ["ulimits"] = "{ nofile: 10 }", ["user"] = "me", ["userns_mode"] = "host",
        ["uts"] = "host", ["volumes"] = "['v:/v']", ["volumes_from"] = "[db]", ["working_dir"] = "/w",
    };

    // Those that say what holds anyway, or nothing to whom `up` starts.
    private static readonly string[] Silent = ["attach", "develop", "scale", "userns_mode"];

    private readonly ComposeText _text = new();

    public static TheoryData<string> Names => [.. ServiceKeys.All.Select(static key => key.Name)];

    [Fact]
    public void Every_key_of_the_specification_is_in_the_table_and_no_other()
    {
        using var schema = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(Needs.Corpus("schemas"), "compose-spec.json")));
        var specified = schema.RootElement.GetProperty("definitions").GetProperty("service").GetProperty("properties").EnumerateObject().Select(static property => property.Name);

        ServiceKeys.All.Select(static key => key.Name).ShouldBe(specified.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_key_is_honoured_or_refused_as_the_table_says(string name)
    {
        var key = ServiceKeys.Find(name)!;
        if (key.Read is null)
        {
            _text.Problem(File($"{name}: 1")).ShouldBe($"6:5: '{name}' of the service 'app' is not supported | {key.Remark}");
            return;
        }
        _text.Write("file", "A=b\n");
        var without = _text.Project(File("attach: false")).Find("app")!;

        var with = _text.Project(File($"{name}: {Samples[name]}")).Find("app")!;

        (Show(with) == Show(without)).ShouldBe(Silent.Contains(name), $"'{name}' is read, and changes nothing");
    }

    [Fact]
    public void The_page_shows_the_table()
    {
        var path = Page();

        Snapshot.MatchesFile(Table().Replace(System.IO.File.ReadAllText(path), $"<!-- keys -->\n{ServiceKeyTable.ToMarkdown()}<!-- /keys -->"), path);
    }

    public void Dispose() => _text.Dispose();

    private static string File(string line) =>
        $"services:\n  db: {{ image: a, volumes: ['v:/of-db'] }}\n  other: {{ image: a, networks: [n] }}\n  app:\n    {(line.StartsWith("image:", StringComparison.Ordinal) ? "stdin_open: false" : "image: app:1")}\n    {line}\nvolumes: {{ v: }}\nnetworks: {{ n: }}\nsecrets: {{ c: {{ file: file }} }}\nconfigs: {{ c: {{ file: file }} }}\n";

    // A record shows its lists by their kind alone, so that all is shown by hand.
    private static string Show(object? value) => value switch
    {
        null => "-",
        string text => text,
        IEnumerable list => $"[{string.Join(',', list.Cast<object>().Select(Show))}]",
        _ when value.GetType() is { IsEnum: false } type && (type.Namespace!.StartsWith("Slipway", StringComparison.Ordinal) || type.Name.StartsWith("KeyValuePair", StringComparison.Ordinal)) =>
            $"{type.Name}{{{string.Join(';', type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Where(static property => property.Name is not ("EqualityContract" or "Place") && property.GetIndexParameters().Length == 0).Select(property => $"{property.Name}={Show(property.GetValue(value))}"))}}}",
        _ => value.ToString()!,
    };

    private static string Page([CallerFilePath] string path = "") => Path.GetFullPath("../../../docs/reference/compose.md", Path.GetDirectoryName(path)!);

    [GeneratedRegex("<!-- keys -->.*<!-- /keys -->", RegexOptions.Singleline)]
    private static partial Regex Table();
}
