// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>The rules as a table of our own in nftables, set in one transaction by <c>nft</c>.</summary>
internal sealed class NftRules : IEgressRules
{
    internal const string Program = "nft", Package = "nftables";

    public async Task SetAsync(EgressPlan plan, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(Write(plan)));
        (await Nft("-f", "-", text).RunAsync(cancellationToken).ConfigureAwait(false)).EnsureSuccess();
    }

    public async Task<string> ReadAsync(string tag, CancellationToken cancellationToken)
    {
        var answer = await new Command(Program, ["list", "table", "inet", TableOf(tag)]) { Package = Package }.RunAsync(cancellationToken).ConfigureAwait(false);
        return answer.ExitCode == 0 ? answer.OutputText : "";
    }

    public async Task RemoveAsync(string tag, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(Empty(tag)));
        (await Nft("-f", "-", text).RunAsync(cancellationToken).ConfigureAwait(false)).EnsureSuccess();
    }

    /// <summary>The whole table, over the one that is there.</summary>
    internal static string Write(EgressPlan plan)
    {
        var ours = $"\"{plan.InterfacePrefix}*\"";
        var asks = plan.NameServers.Count == 0 ? "" : $"ip daddr {{ {string.Join(", ", plan.NameServers)} }} meta l4proto {{ tcp, udp }} th dport 53 accept";
        return $$"""
            {{Empty(plan.Tag)}}
            table inet {{TableOf(plan.Tag)}} {
                chain forward {
                    type filter hook forward priority -10; policy accept;
                    oifname {{ours}} ct state established,related accept
                    oifname {{ours}} drop
                    iifname != {{ours}} accept
                    meta nfproto != ipv4 drop
                    ip saddr != {{plan.Pool}} drop
                    {{asks}}
                    ip daddr { {{string.Join(", ", EgressPlan.Closed)}} } reject with icmp type admin-prohibited
                }
                chain input {
                    type filter hook input priority -10; policy accept;
                    iifname != {{ours}} accept
                    {{asks}}
                    meta nfproto ipv4 reject with icmp type admin-prohibited
                    drop
                }
                chain postrouting {
                    type nat hook postrouting priority 100; policy accept;
                    ip saddr {{plan.Pool}} oifname != {{ours}} masquerade
                }
            }

            """;
    }

    // Declared before it is deleted, so that deleting one that isn't there is no mistake.
    private static string Empty(string tag) => $"table inet {TableOf(tag)}\ndelete table inet {TableOf(tag)}\n";

    private static string TableOf(string tag) => $"slipway_{tag}";

    private static Command Nft(string option, string file, Stream input) => new(Program, [option, file]) { Package = Package, Input = input };
}
