using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>What environments are called, and the usual short word for each.</summary>
internal static class EnvironmentWords
{
    private static readonly FrozenDictionary<string, string> CertainNames = WordSet.Pairs(
        """
        dev=dev develop=dev devel=dev development=dev entwicklung=dev entwicklungsumgebung=dev developpement=dev desarrollo=dev desenvolvimento=dev sviluppo=dev ontwikkeling=dev разработка=dev 开发=dev 開発=dev
        staging=staging stg=staging stag=staging stagingumgebung=staging стейджинг=staging ステージング=staging 预发=staging
        preprod=preprod pre-prod=preprod preproduction=preprod pre-production=preprod vorproduktion=preprod preproduccion=preprod preproducao=preprod preproduzione=preprod pprd=preprod
        qa=qa uat=uat sit=sit nonprod=nonprod non-prod=nonprod sandbox=sandbox preview=preview recette=uat abnahme=uat abnahmeumgebung=uat homologacao=uat hml=uat acceptatie=uat acc=uat
        prod=prod production=prod prd=prod produktion=prod produktionsumgebung=prod produktiv=prod prods=prod produccion=prod producao=prod produzione=prod productie=prod produkcja=prod produkcje=prod produkcji=prod прод=prod проде=prod продакшн=prod продакшен=prod продакшене=prod produktionen=prod uretim=prod canli=prod 生产=prod 正式=prod 本番=prod
        """);

    private static readonly FrozenDictionary<string, string> UncertainNames = WordSet.Pairs(
        """
        stage=staging test=test testing=test tst=test testumgebung=test prueba=test pruebas=test teste=test int=int integration=int live=live demo=demo perf=perf performance=perf dr=dr beta=beta alpha=alpha lab=lab training=training ppe=preprod 测试=test тест=test
        """);

    public static IEnumerable<string> Certain => CertainNames.Keys;

    public static IEnumerable<string> Uncertain => UncertainNames.Keys;

    /// <summary>The usual short word for an environment's word, or null. Digits at its end (<c>qa2</c>) stay.</summary>
    public static string? Short(string key, bool certainOnly)
    {
        if (Lookup(key, certainOnly) is { } name)
        {
            return name;
        }

        var word = key.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return word.Length < key.Length && word.Length > 1 && Lookup(word, certainOnly) is { } numbered ? numbered + key[word.Length..] : null;
    }

    private static string? Lookup(string key, bool certainOnly) =>
        CertainNames.GetValueOrDefault(key) ?? (certainOnly ? null : UncertainNames.GetValueOrDefault(key));
}
