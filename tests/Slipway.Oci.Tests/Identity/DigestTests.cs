// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Oci.Tests;

public sealed class DigestTests
{
    [Fact]
    public void The_digests_of_nothing_are_the_known_ones()
    {
        Digest.Sha256([]).ToString().ShouldBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        Digest.Sha512([]).Hex.ShouldStartWith("cf83e1357eefb8bd");
        Digest.Sha512([]).Algorithm.ShouldBe("sha512");
    }

    [Theory]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../etc/passwd")]
    [InlineData("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_not_a_digest_is_refused(string? text) => Digest.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void The_chain_of_a_stack_is_that_of_the_image_specification()
    {
        var (a, b) = (new DiffId(Digest.Sha256("a"u8)), new DiffId(Digest.Sha256("b"u8)));

        ChainId.Of([]).ShouldBeNull();
        ChainId.Of([a])!.Value.Digest.ShouldBe(a.Digest);
        ChainId.Of([a, b])!.Value.Digest.ShouldBe(Digest.Sha256(System.Text.Encoding.UTF8.GetBytes($"{a} {b}")));
    }

    [Fact]
    public void The_empty_tar_is_the_one_that_every_registry_knows() =>
        DiffId.OfEmptyTar.ToString().ShouldBe("sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef");
}
