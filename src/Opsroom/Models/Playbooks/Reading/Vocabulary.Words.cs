using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

internal static partial class Vocabulary
{
    private const string Stop =
        """
        the a an this that these those my our your his her its their we i you he she it they us me them him who whom whose some any all every each both either neither no
        is are was were be been being am has have had having do does did done will would shall should can could may might must let lets please pls plz kindly thanks thank hi hello hey
        also just only too very really quite so such as like than there here now today tonight tomorrow yesterday again still already yet soon asap ever once when while where if because since though although
        one's what's it's i'd i'll we'd we'll don't doesn't can't won't isn't im ive id cant dont wont gonna wanna gotta ok okay yes well sure maybe perhaps
        der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner unser unsere unseren unserem unserer dein deine ihr ihre ihren ihrem sein seine dieser diese dieses diesen diesem
        ich wir du sie er es uns mir mich euch bitte danke mal doch noch schon auch nur sehr ist sind war waren wird werden wurde soll sollen sollte kann konnen konnte muss mussen haben hat hatte mochte mochten will wollen wollten
        le la les l' un une des du au aux ce cet cette ces mon ma mes notre nos votre vos son sa ses leur leurs je j' nous vous il elle ils elles on qui que qu' quoi dont est sont etait sera soit avoir ai avons avez ont peux peut pouvez pourrais pourriez veux voudrais merci svp s'il te plait aussi seulement tres
        el los las lo una unos unas mi mis nuestro nuestra nuestros nuestras tu tus su sus yo nosotros usted ustedes ellos ellas que quien es son era sera ser estar esta estan este estos estas ese esa eso puede puedes podria quiero queremos necesito necesitamos favor gracias porfa tambien solo muy al
        o os um uma uns umas meu minha meus minhas nosso nossa nossos nossas seu sua seus suas eu nos voce voces ele ela eles elas isso isto esse essa sao foi esta estao pode poderia quero queremos preciso precisamos precisa obrigado obrigada tambem apenas muito ao aos
        il gli i lo uno mio mia miei mie nostro nostra nostri nostre tuo tua suo sua io noi voi lui lei loro che chi cui sono siamo sia essere puo puoi potresti voglio vorrei vogliamo serve servono grazie anche solo molto
        het een de mijn ons onze jouw jullie hun zijn haar ik wij we jij je u hij zij ze dit dat deze die is was waren wordt worden kan kunnen moet moeten wil willen graag alsjeblieft bedankt ook alleen heel
        en ett den det min mitt mina var vart vara vi jag du ni som ar och pa til av med et vores min mitt nasz nasza nasze naszego moj moja moje ten ta to te jest sa prosze
        bir bu su bizim benim lutfen icin наш наша наше нашего нашей нам мне мой моя мы я это этот эта эти пожалуйста нужно нужен нужна надо хочу можно
        """;

    private const string Plain =
        """
        new fresh existing old current latest next previous first last second third main whole entire full complete simple basic standard plain classic modern clean proper good nice great best better fast quick slow safe secure robust reliable stable small big large tiny huge single multiple several many few more most less least other same different similar own internal external public private shared common global local remote production-ready production-grade end-to-end
        automatic automated manual continuous progressive gradual incremental parallel sequential nightly daily weekly monthly hourly default custom generic typical usual optional required necessary available important urgent quickly automatically manually
        deployment deployments delivery integration build builds building builder testing tests test tested unit release releases rollout rollouts rollback rollbacks strategy strategies approval approvals approve approved gate gates stage stages step steps stepgroup stepgroups phase phases job jobs workflow workflows process processes flow flows task tasks ticket issue issues story plan plans planning
        trigger triggers variable variables input inputs output outputs notification notifications alerting monitoring logging tracing verification verify verified verifies check checks checking scan scans scanning lint linting quality coverage security compliance policy policies audit governance safety confidence visibility performance load traffic percent percentage p50 p90 p95 p99 p999 latency throughput arm64 amd64 x86_64 weight weights health healthy probe probes readiness liveness
        image images registry registries artifact artifacts artefact package packages code codebase source sources commit commits merge pull request requests pr mr tag tags file files folder folders directory directories path paths manifest manifests config configs configuration configurations setting settings option options parameter parameters argument arguments value values default defaults
        yaml yml json xml toml markdown csv html http https rest restful soap sdk cli ui ux url urls api-first saas paas iaas ci cd ci/cd cicd ci-cd devops sre platform infrastructure infra cloud system systems server servers machine machines host hosts vm vms node nodes edge
        team teams org organisation organization company customer customers client clients user users people everyone everybody developer developers engineer engineers manager managers colleague boss department business product project projects repo repos repository repositories
        thing things stuff something anything nothing everything part parts bit piece pieces way ways kind kinds type types sort example examples sample demo version versions number numbers name names list lists set sets group groups line lines point points level levels size time times date day days week weeks month months year years hour hours minute minutes second seconds morning evening night weekend friday monday tuesday wednesday thursday saturday sunday
        exists exist existed help need needs want wants wanted looking look see show tell give get got take bring move use uses used using via make sure work works working run runs running start starts started stop stops stopped go goes going come comes keep keeps keeping put puts turn turns change changes changed update updates updated upgrade upgrades add adds added adding remove removes removed delete deletes deleted include includes including included support supports supporting handle handles handling allow allows ensure require requires happens happen fail fails failed failing failure failures broken break breaks error errors bug bugs problem problems red green blue crash crashes crashing
        notify notifies slack email emails mail teams pagerduty jira github gitlab bitbucket jenkins artifactory nexus dockerhub ecr gcr acr harness argo sonarqube sonar snyk trivy datadog newrelic splunk grafana prometheus
        ready done finished open closed before between during within without against across through throughout per about over under up down out off away back together separately independently both
        zero downtime multi micro self semi non pre post cross real high low long short hot cold warm live dry green-field brownfield legacy monolith monorepo mono serverless stateless stateful distributed scalable resilient highly
        pipeline pipelines template templates stack stacks service-level dashboard dashboards rule rules alarm alarms metric metrics log logs trace traces chart charts module modules library libraries lib framework frameworks language languages schema schemas model models migration migrations query queries test-suite suite suites boilerplate skeleton starter scaffold scaffolding blueprint
        neue neuen neuer neues neuem bestehende bestehenden aktuelle aktuellen einfache einfachen einfaches komplette kompletten schnell sicher ganze ganzen standardmassig automatisch manuelle manueller manuellen freigabe genehmigung bereitstellung auslieferung ausrollen ausrollung stufe stufen schritt schritte vorlage vorlagen fehler aufgabe aufgaben projekt projekte
        nouveau nouvelle nouveaux nouvelles simple complet complete rapide deploiement deploiements livraison etape etapes modele modeles approbation validation manuelle manuel projet projets erreur equipe automatique progressif progressive
        nuevo nueva nuevos nuevas simple completo completa rapido despliegue despliegues entrega etapa etapas paso pasos plantilla plantillas aprobacion manual proyecto proyectos equipo automatico automatica progresivo progresiva
        novo nova novos novas simples completo completa rapido implantacao implantacoes implementacao entrega etapa etapas passo passos modelo modelos aprovacao projeto projetos equipe automatico automatica
        nuovo nuova nuovi nuove semplice completo completa rapido rilascio rilasci distribuzione fase fasi passo passi modello modelli approvazione manuale progetto progetti automatico automatica
        nieuwe nieuw simpele eenvoudige volledige snelle uitrol uitrollen levering fase fases stap stappen sjabloon sjablonen goedkeuring handmatige project projecten automatische
        новый новая новое новую простой развертывание деплой шаг шаги этап шаблон проект команда
        """;

    private const string For = "for pro pentru untuk of behalf 为 給 给 の 的 fur von vom beim zum zur pour de d' du des para del por da do dos das per di della dello dell' dei degli voor van dla для к för till icin için";

    private const string To = "to into onto toward towards nach auf in vers sur en a hacia ate para verso su nello nella naar op do na w в на till pa upto 到 へ に 至";

    private const string Prepositions =
        "on at by with from in inside as via using under against about like ab aus mit bei an am im ins avec dans depuis sans chez par con sin desde em com sem no na nos nas dal dalla nel met uit bij om z ze we od с из от по у medan fran fra med med";

    private const string Connectors = ", / > → & + | and or then plus followed through und oder dann danach sowie anschliessend et ou puis ensuite y e o luego despues depois poi quindi en daarna vervolgens i oraz potem и затем потом och sedan og derefter ve sonra 和 然后 と および 并";

    private const string Called = "called named name names titled labelled labeled dubbed genannt namens heisst heissen bezeichnet appele appelee nomme nommee intitule llamado llamada nombrado denominado chamado chamada nomeado denominado chiamato chiamata nominato denominato genaamd geheten heet heten nazwie nazwany именем названием kallad kallas navn hedder adli adinda 名为 叫 名前";

    private const string Negations = "not no rather never without except excluding instead skip nicht kein keine keinen ohne ausser niemals statt pas sans sauf jamais excepte sin excepto nunca nem sem exceto nao non senza tranne niet geen zonder behalve bez nie не без кроме inte utan ikke uden";

    private const string ServiceNouns =
        "service services svc microservice microservices micro-service micro-services app apps application applications component components workload workloads dienst dienste dienstes services anwendung anwendungen servicio servicios aplicacion microservicio servico servicos aplicacao aplicativo microsservico servizio servizi applicazione microservizio toepassing applicatie usluga uslugi serwis serwisu serwisow aplikacja aplikacji сервис сервиса сервису сервисом сервисов микросервис микросервиса приложение приложения tjanst tjansten tjeneste servis servisi uygulama sluzba sluzbu sluzby serviciu serviciul layanan szolgaltatas palvelu خدمة لخدمة 서비스 服务 サービス アプリ 应用";

    private const string NamedNouns =
        "api apis worker workers gateway frontend front-end backend back-end bff consumer producer scheduler bot portal website webapp web-app site storefront daemon proxy processor dispatcher engine broker importer exporter crawler ingester ingestor indexer aggregator connector-service";

    private const string OtherNouns =
        "namespace namespaces ns cluster clusters branch branches table tables column columns database databases db databank datenbank base bucket queue topic region zone tenant account connector connectors delegate delegates environment secret secrets user role group channel index view schema connection connections tablespace namensraum espace espacio registry repository repo project trigger step stage template pipeline execution run alert alarm inputset label labels job cronjob configmap ingress pod pods node nodes statefulset daemonset deployment-name volume pvc flag";

    private const string EnvironmentNouns =
        "environment environments env envs umgebung umgebungen environnement environnements entorno entornos ambiente ambientes ambienti omgeving omgevingen srodowisko srodowiska srodowisku среда среду среде среды miljo miljon ortam ortami 环境 環境 tier tiers landscape";

    private const string Pipelines =
        "pipeline pipelines pipe pipes pijplijn tuberia canalizacion esteira potok пайплайн пайплайна пайплайны пайплайне пайплайн-а конвейер конвейера конвейера 流水线 管道 パイプライン 파이프라인 ci/cd-pipeline cicd-pipeline cd-pipeline ci-pipeline deployment-pipeline release-pipeline build-pipeline";

    private const string Templates =
        "template templates vorlage vorlagen modele modeles gabarit plantilla plantillas modelo modelos modello modelli sjabloon sjablonen szablon szablony шаблон шаблона шаблоны mall malle skabelon sablon sablonu 模板 テンプレート";

    private const string Create =
        "convert translate propose create creates creating make makes making generate generates generating build builds design draft write setup set-up construct produce provision bootstrap prepare compose author craft need needs want wants give add spin define implement wire establish introduce provide erstelle erstellen erstell erzeuge erzeugen generiere generieren baue bauen bau lege anlegen richte brauche brauchen mache schreibe schreib erzeug generier escribe escribelo scrivimi creer cree creez creons generer genere generez faire fais faites construire construis ecris prepare besoin voudrais crear crea cree creame crearme generar genera hacer haz construir construye prepara necesito necesitamos quiero criar crie cria gerar gere gera fazer faca faz construir montar monte preciso precisamos quero creare crea creami generare genera costruire costruisci fare fai prepara preparare serve vorrei maak maken genereer genereren bouw bouwen schrijf nodig stworz utworz zrob wygeneruj przygotuj zbuduj potrzebuje создай создать создайте сделай сделать сделайте сгенерируй сгенерировать построй нужен нужна нужно напиши skapa gor bygg generera opret lav opprett lag olustur yap hazirla vytvor buatkan bikinkan buat 建 做 创建 生成 新建 作成 作って 만들어";

    private const string Deploy =
        "deploy deploys deploying deployed release releasing released promote promotes promoting ship ships shipping-out rollback roll-back revert rollout bump hotfix ausrollen deploye deployen ausliefern ausliefere deployer deploie deployez desplegar despliega desplegue promover promueve implantar implante promova distribuire rilascia rilasciare promuovi uitrollen wdroz wdrozyc zadeploj разверни развернуть задеплой выкати deploya driftsatt udrul 部署 デプロイ scale scales scaling restart restarts upgrade";

    private const string Validate =
        "validate validates validating validation valid check checks lint linting review verify inspect audit judge assess prufe prufen uberprufe uberprufen validiere validieren verifier verifie verifiez valider valide validez controle validar valida valide revisar revisa comprobar comprueba verificar verifica verifique validare controlla controllare verificare valideer valideren controleer controleren sprawdz zweryfikuj проверь проверить провалидируй validera kontrollera granska tjek valider dogrula kontrol 验证 校验 检查 検証";

    private const string ReplicaNouns =
        "replica replicas replicas. replica's pod pods instance instances copy copies replikat replikate replikaten replikas instanz instanzen kopien replique repliques replica replicas instancia instancias instancia instancias replica repliche istanza istanze replica's instanties repliki replik instancje реплики реплик реплика repliker instanser 副本 レプリカ";

    private const string Indefinite =
        "a an another one some new two three four five 一条 一个 个 条 一つ 하나 ein eine einen einem einer eines zwei drei vier neue neuen neuer un une deux trois quatre nouveau nouvelle una uno dos tres cuatro nuevo nueva um uma dois duas tres novo nova due tre quattro nuovo nuova een twee drie vier nieuwe jeden jedna dwa nowy nowa новый новую два две три en ett et två ny nytt bir";

    private const string Questions =
        "what which who how why when where whats hows welche welcher welches wie warum wieso wann wo was quel quelle quels quelles comment pourquoi quand ou combien que cual cuales como quando porque por-que qual quais quanto che quale quali perche dove welk welke hoe waarom wanneer jak dlaczego ktory ktore ile какой какие как почему когда где сколько hur varfor hvorfor hvordan hvilke vilka";

    private const string After = "after following once nach nachdem apres despues tras depois apos dopo po после efter";

    private const string Remote =
        "push pushes pushed publish upload uploaded import sync trigger triggers triggered run runs rerun re-run execute executes execution executions kick start stop status list lists fetch monitor abort abort cancel pause resume retry delete disable enable starte starten ausfuhren auslosen lancer lance lancez executer declencher ejecutar ejecuta lanzar lanza disparar executar execute rodar rode eseguire esegui lanciare lancia uitvoeren start uruchom запусти запустить 运行 触发 推送 実行";

    private const string Repair =
        "fix fixes repair mend correct heal patch clean reparieren repariere behebe beheben korrigiere korrigieren corriger corrige corrigez reparer repare corregir corrige arreglar arregla corrigir corrija consertar conserte correggere correggi sistemare sistema repareer repareren herstel corrigeer napraw popraw исправь исправить почини fixa ratta ret duzelt 修复 修正";

    private const string Alert = "alert alerts alarm alarms alarme alarmes alarmen alerte alertes alerta alertas allarme allarmi melding meldingen waarschuwing алерт алерты алерта firing fired fires paging paged";

    /// <summary>Halves of hyphenated words that are nobody's name.</summary>
    private static readonly FrozenSet<string> CompoundParts = FrozenSet.ToFrozenSet(
        [
            "end", "based", "driven", "grade", "ready", "like", "free", "aware", "only", "side", "wide", "specific", "related", "level", "time", "tier", "party", "native", "hosted", "prem", "premises", "tolerant", "facing",
            "way", "by", "to", "in", "on", "of", "off", "up", "down", "out", "day", "fold", "world", "availability", "cost", "term", "depth", "scale", "safe", "friendly", "compatible", "backed", "managed", "powered", "style",
            "read", "write", "opt", "built", "well", "known", "out-of-the-box", "box", "shot", "click", "commit", "date", "site", "rate", "limit", "limiting", "us", "eu", "east", "west", "north", "south", "central", "ap", "sa",
        ],
        StringComparer.Ordinal);
}
