package services

// table is code | name | other words, comma separated. "Amazon X" and "AWS X" are
// understood for every name by themselves.
const table = `
a4b | Alexa for Business |
access-analyzer | IAM Access Analyzer | access analyzer
acm | AWS Certificate Manager | acm, certificate manager, ssl certificate, tls certificate, ssl証明書
amplify | AWS Amplify | amplify
apigateway | Amazon API Gateway | api gateway, apigateway, apigw, api-gateway, rest api gateway
appconfig | AWS AppConfig | appconfig
appflow | Amazon AppFlow | appflow
appmesh | AWS App Mesh | app mesh, appmesh
apprunner | AWS App Runner | app runner, apprunner
appstream | Amazon AppStream 2.0 | appstream
appsync | AWS AppSync | appsync, app sync
artifact | AWS Artifact |
athena | Amazon Athena | athena
auditmanager | AWS Audit Manager | audit manager
aurora | Amazon Aurora | aurora, オーロラ
autoscaling | AWS Auto Scaling | auto scaling, autoscaling, auto-scaling, asg, オートスケーリング, オートスケール
backup | AWS Backup |
batch | AWS Batch |
bedrock | Amazon Bedrock | bedrock, agentcore
billing | AWS Billing and Cost Management | cost explorer, aws bill, aws billing, billing, free tier, cost allocation, consolidated billing, reserved instance, savings plan, savings plans, budgets, 請求, 請求額, 料金, コスト削減, コスト最適化, 無料枠
cdk | AWS CDK | cdk, cloud development kit
chime | Amazon Chime | chime sdk
cloud9 | AWS Cloud9 | cloud9
clouddirectory | Amazon Cloud Directory | cloud directory
cloudformation | AWS CloudFormation | cloudformation, cloud formation, cfn, stackset, stack set, stacksets
cloudfront | Amazon CloudFront | cloudfront, cloud front, cdn, クラウドフロント
cloudhsm | AWS CloudHSM | cloudhsm
cloudmap | AWS Cloud Map | cloud map, cloudmap
cloudsearch | Amazon CloudSearch | cloudsearch
cloudtrail | AWS CloudTrail | cloudtrail, cloud trail
cloudwatch | Amazon CloudWatch | cloudwatch, cloud watch, log insights, logs insights, log group
codeartifact | AWS CodeArtifact | codeartifact
codebuild | AWS CodeBuild | codebuild, code build
codecommit | AWS CodeCommit | codecommit
codedeploy | AWS CodeDeploy | codedeploy, code deploy
codeguru | Amazon CodeGuru | codeguru
codepipeline | AWS CodePipeline | codepipeline, code pipeline
codestar | AWS CodeStar | codestar
cognito | Amazon Cognito | cognito, user pool
comprehend | Amazon Comprehend | comprehend medical
compute-optimizer | AWS Compute Optimizer | compute optimizer
config | AWS Config | config rule
connect | Amazon Connect |
controltower | AWS Control Tower | control tower, controltower, landing zone, landingzone
datapipeline | AWS Data Pipeline |
datasync | AWS DataSync | datasync
deepracer | AWS DeepRacer | deepracer
detective | Amazon Detective |
devicefarm | AWS Device Farm | device farm
devopsguru | Amazon DevOps Guru | devops guru
directconnect | AWS Direct Connect | direct connect, directconnect, 専用線
directory | AWS Directory Service | directory service, managed ad, managed microsoft ad, simple ad, ad connector
dms | AWS DMS | dms, database migration service, schema conversion tool
docdb | Amazon DocumentDB | documentdb, docdb
drs | AWS Elastic Disaster Recovery | elastic disaster recovery
dynamodb | Amazon DynamoDB | dynamodb, dynamo db, dynamo, ddb, dax
ebs | Amazon EBS | ebs, elastic block store, gp2, gp3, io1, ebs volume
ec2 | Amazon EC2 | ec2, elastic compute cloud, ami, spot instance, t2.micro, t3.micro, t2.nano, t3.nano, t3.small, user data script, bastion, 踏み台
ecr | Amazon ECR | ecr, elastic container registry
ecs | Amazon ECS | ecs, elastic container service, task definition
efs | Amazon EFS | efs, elastic file system
eks | Amazon EKS | eks, eksctl, elastic kubernetes service, kubernetes, k8s
elasticache | Amazon ElastiCache | elasticache, elastic cache, memcached, redis
elasticbeanstalk | AWS Elastic Beanstalk | elastic beanstalk, elasticbeanstalk, beanstalk
elb | Elastic Load Balancing | elastic load balancer, elb, alb, nlb, clb, load balancer, load balancing, application load balancer, network load balancer, target group, ロードバランサー, ロードバランサ, 負荷分散
emr | Amazon EMR | emr, elastic mapreduce
eventbridge | Amazon EventBridge | eventbridge, event bridge, cloudwatch event, cloudwatch events
fargate | AWS Fargate | fargate
finspace | Amazon FinSpace | finspace
firehose | Amazon Data Firehose | kinesis firehose, firehose, kinesis data firehose
fis | AWS Fault Injection Service | fault injection
fms | AWS Firewall Manager | firewall manager
forecast | Amazon Forecast |
frauddetector | Amazon Fraud Detector | fraud detector
fsx | Amazon FSx | fsx
gamelift | Amazon GameLift | gamelift
globalaccelerator | AWS Global Accelerator | global accelerator
glacier | Amazon S3 Glacier | glacier, deep archive
glue | AWS Glue | glue job, glue crawler, glue catalog, glue etl, glue
grafana | Amazon Managed Grafana | managed grafana
greengrass | AWS IoT Greengrass | greengrass
groundstation | AWS Ground Station | ground station
guardduty | Amazon GuardDuty | guardduty, guard duty
health | AWS Health | personal health dashboard
iam | AWS IAM | iam, identity and access management, assume role, assumerole, assume-role, trust policy, access key, access keys, managed policy, instance profile, root account, root user, iamロール, アクセスキー, スイッチロール
imagebuilder | EC2 Image Builder | image builder
inspector | Amazon Inspector |
iot | AWS IoT Core | iot core, iot, mqtt
iotsitewise | AWS IoT SiteWise | sitewise
ivs | Amazon IVS | interactive video service
kendra | Amazon Kendra | kendra
keyspaces | Amazon Keyspaces | keyspaces, managed cassandra
kinesis | Amazon Kinesis | kinesis, kinesis data stream, kinesis data streams, kinesis stream, kinesis streams
kinesisanalytics | Amazon Managed Service for Apache Flink | kinesis analytics, kinesis data analytics
kinesisvideo | Amazon Kinesis Video Streams | kinesis video
kms | AWS KMS | kms, key management service, customer managed key, cmk
lakeformation | AWS Lake Formation | lake formation, lakeformation
lambda | AWS Lambda | lambda, lambdas, lambda@edge, lambda function, ラムダ, serverless function, serverless framework
lex | Amazon Lex |
license-manager | AWS License Manager | license manager
lightsail | Amazon Lightsail | lightsail
location | Amazon Location Service | location service
m2 | AWS Mainframe Modernization | mainframe modernization
macie | Amazon Macie | macie
marketplace | AWS Marketplace | aws marketplace
mediaconvert | AWS Elemental MediaConvert | mediaconvert
medialive | AWS Elemental MediaLive | medialive, media live
mediapackage | AWS Elemental MediaPackage | mediapackage, media package
mediastore | AWS Elemental MediaStore | mediastore, media store
mediatailor | AWS Elemental MediaTailor | mediatailor
memorydb | Amazon MemoryDB | memorydb
mgn | AWS Application Migration Service | application migration service, mgn, server migration service, sms migration, cloudendure, リホスト
migrationhub | AWS Migration Hub | migration hub
mq | Amazon MQ | activemq, rabbitmq
msk | Amazon MSK | msk, managed kafka, kafka
mwaa | Amazon MWAA | mwaa, managed airflow, managed workflows for apache airflow, airflow
neptune | Amazon Neptune | neptune
networkfirewall | AWS Network Firewall | network firewall
opensearch | Amazon OpenSearch Service | opensearch, elasticsearch service, elasticsearch, elastic search, kibana
organizations | AWS Organizations | aws organization, aws organisations, service control policy, service control policies, scp, organizational unit, multi-account, multi account, master account, マルチアカウント
outposts | AWS Outposts | outposts, outpost
personalize | Amazon Personalize |
pinpoint | Amazon Pinpoint | pinpoint
polly | Amazon Polly | polly
privatelink | AWS PrivateLink | privatelink, private link
prometheus | Amazon Managed Service for Prometheus | managed prometheus
proton | AWS Proton |
qbusiness | Amazon Q Business |
qdeveloper | Amazon Q Developer | codewhisperer
quicksight | Amazon QuickSight | quicksight, quick sight
ram | AWS RAM | resource access manager
rds | Amazon RDS | rds, relational database service, rds proxy
redshift | Amazon Redshift | redshift
rekognition | Amazon Rekognition | rekognition
resiliencehub | AWS Resilience Hub | resilience hub
robomaker | AWS RoboMaker | robomaker
route53 | Amazon Route 53 | route53, route 53, route-53, r53, hosted zone, dns record
s3 | Amazon S3 | s3, simple storage service, bucket, buckets, バケット
sagemaker | Amazon SageMaker | sagemaker, sage maker
sam | AWS SAM | sam cli, sam template, sam deploy, sam build, serverless application model, sam
savingsplans | AWS Savings Plans | compute savings plan
secretsmanager | AWS Secrets Manager | secrets manager, secretsmanager, secret manager
securityhub | AWS Security Hub | security hub, securityhub
servicecatalog | AWS Service Catalog | service catalog
ses | Amazon SES | ses, simple email service, メール配信
shield | AWS Shield | shield advanced
simpledb | Amazon SimpleDB | simpledb
snow | AWS Snow Family | snowball, snowcone, snowmobile
sns | Amazon SNS | sns, simple notification service
sqs | Amazon SQS | sqs, simple queue service
ssm | AWS Systems Manager | systems manager, ssm, session manager, parameter store, patch manager, run command
sso | AWS IAM Identity Center | identity center, aws sso, single sign-on, single sign on, sso, permission set, シングルサインオン
stepfunctions | AWS Step Functions | step functions, step function, stepfunctions, step-functions
storagegateway | AWS Storage Gateway | storage gateway, file gateway, volume gateway
support | AWS Support | aws support, support plan
swf | Amazon SWF | simple workflow
textract | Amazon Textract | textract
timestream | Amazon Timestream | timestream
transcribe | Amazon Transcribe | transcribe
transfer | AWS Transfer Family | transfer family, transfer for sftp, sftp
transitgateway | AWS Transit Gateway | transit gateway, tgw
translate | Amazon Translate |
trustedadvisor | AWS Trusted Advisor | trusted advisor
verifiedpermissions | Amazon Verified Permissions | verified permissions
vpc | Amazon VPC | vpc, virtual private cloud, subnet, subnets, security group, nat gateway, nat instance, internet gateway, route table, vpc peering, vpc endpoint, elastic ip, eip, nacl, network acl, eni, サブネット, セキュリティグループ, natゲートウェイ, プライベートサブネット
vpclattice | Amazon VPC Lattice | vpc lattice
vpn | AWS VPN | vpn, client vpn, site-to-site vpn, openvpn, ipsec
waf | AWS WAF | waf, web application firewall, web acl
wellarchitected | AWS Well-Architected Tool | well-architected, well architected
workdocs | Amazon WorkDocs | workdocs
workmail | Amazon WorkMail | workmail
workspaces | Amazon WorkSpaces | workspaces, workspace, ワークスペース
xray | AWS X-Ray | x-ray, xray
`
