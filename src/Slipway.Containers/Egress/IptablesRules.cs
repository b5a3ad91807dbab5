// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>The rules as chains of our own in iptables, for hosts without <c>nft</c>: each is called from a built-in chain by one rule, and so are others' rules left as they are.</summary>
internal sealed class IptablesRules : IEgressRules
{
    internal const string Program = "iptables";

    private static readonly (string Table, string Chain, string Mark)[] Hooks = [("filter", "FORWARD", "F"), ("filter", "INPUT", "I"), ("nat", "POSTROUTING", "N")];

    public async Task SetAsync(EgressPlan plan, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(Write(plan)));
        (await new Command("iptables-restore", ["--wait", "--noflush"]) { Package = Program, Input = text }.RunAsync(cancellationToken).ConfigureAwait(false)).EnsureSuccess();
        foreach (var (table, chain, mark) in Hooks)
        {
            if (!await TryAsync(["-t", table, "-C", chain, "-j", ChainOf(plan.Tag, mark)], cancellationToken).ConfigureAwait(false))
                (await Iptables("-t", table, "-I", chain, "-j", ChainOf(plan.Tag, mark)).RunAsync(cancellationToken).ConfigureAwait(false)).EnsureSuccess();
        }
    }

    public async Task<string> ReadAsync(string tag, CancellationToken cancellationToken)
    {
        var answer = (await new Command("iptables-save", []) { Package = Program }.RunAsync(cancellationToken).ConfigureAwait(false)).EnsureSuccess();
        // A chain's own line counts its packets.
        return string.Join('\n', answer.OutputText.Split('\n').Where(line => line.StartsWith("-A", StringComparison.Ordinal) && line.Contains(Prefix(tag), StringComparison.Ordinal)));
    }

    public async Task RemoveAsync(string tag, CancellationToken cancellationToken)
    {
        foreach (var (table, chain, mark) in Hooks)
        {
            while (await TryAsync(["-t", table, "-D", chain, "-j", ChainOf(tag, mark)], cancellationToken).ConfigureAwait(false))
            {
                // Somebody may have restored it twice.
            }
            await TryAsync(["-t", table, "-F", ChainOf(tag, mark)], cancellationToken).ConfigureAwait(false);
            await TryAsync(["-t", table, "-X", ChainOf(tag, mark)], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The chains, each anew.</summary>
    internal static string Write(EgressPlan plan)
    {
        var (forward, input, nat) = (ChainOf(plan.Tag, "F"), ChainOf(plan.Tag, "I"), ChainOf(plan.Tag, "N"));
        var ours = $"{plan.InterfacePrefix}+";
        var asks = plan.NameServers.SelectMany(static server => ((string[])["udp", "tcp"]).Select(protocol => $"-d {server}/32 -p {protocol} --dport 53 -j ACCEPT")).ToList();
        IEnumerable<string> lines =
        [
            "*filter", $":{forward} - [0:0]", $":{input} - [0:0]",
            $"-A {forward} -o {ours} -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT",
            $"-A {forward} -o {ours} -j DROP",
            $"-A {forward} ! -i {ours} -j RETURN",
            $"-A {forward} ! -s {plan.Pool} -j DROP",
            .. asks.Select(ask => $"-A {forward} {ask}"),
            .. EgressPlan.Closed.Select(network => $"-A {forward} -d {network} -j REJECT --reject-with icmp-admin-prohibited"),
            $"-A {forward} -j ACCEPT",
            $"-A {input} ! -i {ours} -j RETURN",
            .. asks.Select(ask => $"-A {input} {ask}"),
            $"-A {input} -j REJECT --reject-with icmp-admin-prohibited",
            "COMMIT", "*nat", $":{nat} - [0:0]",
            $"-A {nat} -s {plan.Pool} ! -o {ours} -j MASQUERADE",
            "COMMIT",
        ];
        return string.Concat(lines.Select(static line => line + "\n"));
    }

    private static string Prefix(string tag) => $"SLIPWAY-{tag}-";

    private static string ChainOf(string tag, string mark) => Prefix(tag) + mark;

    private static Command Iptables(params IEnumerable<string> arguments) => new(Program, ["--wait", .. arguments]);

    private static async Task<bool> TryAsync(string[] arguments, CancellationToken cancellationToken) =>
        (await Iptables(arguments).RunAsync(cancellationToken).ConfigureAwait(false)).ExitCode == 0;
}
